extension Key {
  /// The key that sends a control code; nil if the scalar is none.
  init?(control scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x00: self = .control(" ")
    case 0x08, 0x7F: self = .backspace
    case 0x09: self = .tab
    case 0x0A, 0x0D: self = .enter
    case 0x1B: self = .escape
    case 0x01...0x1A: self = .control(Character(Unicode.Scalar(UInt8(scalar.value) + 0x60)))
    case 0x1C...0x1F: self = .control(Character(Unicode.Scalar(UInt8(scalar.value) + 0x40)))
    default: return nil
    }
  }

  /// The key of a control sequence such as `ESC [ 5 ~`, in the codings that most terminals share; nil if it is none of
  /// ours, or has modifiers.
  init?(parameters: String, _ final: Unicode.Scalar) {
    switch (parameters, final) {
    case ("", "A"): self = .up
    case ("", "B"): self = .down
    case ("", "C"): self = .right
    case ("", "D"): self = .left
    case ("", "H"), ("1", "~"), ("7", "~"): self = .home
    case ("", "F"), ("4", "~"), ("8", "~"): self = .end
    case ("", "Z"): self = .backTab
    case ("2", "~"): self = .insert
    case ("3", "~"): self = .delete
    case ("5", "~"): self = .pageUp
    case ("6", "~"): self = .pageDown
    case (_, "~"):
      // 16, 22, 27 and 30 are no keys.
      let numbers = [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34]
      guard let number = Int(parameters), let index = numbers.firstIndex(of: number) else { return nil }
      self = .function(index + 1)
    default: return nil
    }
  }

  /// The key of `ESC O` and a letter, as sent by cursor keys and the keypad in application mode, and by F1 to F4.
  init?(applicationMode parameters: String, _ final: Unicode.Scalar) {
    guard parameters.isEmpty else { return nil }
    switch final {
    case "A", "B", "C", "D", "F", "H": self.init(parameters: "", final)
    case "M": self = .enter
    case "P"..."S": self = .function(Int(final.value - 0x4F))
    // The keypad's digits and signs lie 0x40 above themselves.
    case "j"..."y": self = .character(Character(Unicode.Scalar(UInt8(final.value) - 0x40)))
    default: return nil
    }
  }

  /// The Linux console's `ESC [ [ A` to `E`: F1 to F5.
  init?(console letter: UInt8) {
    guard (0x41...0x45).contains(letter) else { return nil }
    self = .function(Int(letter) - 0x40)
  }
}

extension Unicode.Scalar {
  /// The first scalar of these bytes and how many it takes, U+FFFD for what is not UTF-8; nil while its rest has not
  /// come.
  static func decoded(_ bytes: ArraySlice<UInt8>) -> (scalar: Unicode.Scalar, count: Int)? {
    guard let lead = bytes.first else { return nil }
    let length =
      switch lead {
      case 0..<0x80: 1
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 0
      }
    guard length > 1 else { return (length == 1 ? Unicode.Scalar(lead) : "\u{FFFD}", 1) }
    // The second byte keeps out overlong forms, surrogates, and what lies beyond Unicode.
    let second: ClosedRange<UInt8> =
      switch lead {
      case 0xE0: 0xA0...0xBF
      case 0xED: 0x80...0x9F
      case 0xF0: 0x90...0xBF
      case 0xF4: 0x80...0x8F
      default: 0x80...0xBF
      }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for (index, byte) in bytes.prefix(length).enumerated().dropFirst() {
      guard (index == 1 ? second : 0x80...0xBF).contains(byte) else { return ("\u{FFFD}", index) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    guard bytes.count >= length else { return nil }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
  }
}
