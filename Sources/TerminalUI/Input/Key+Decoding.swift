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

  /// The key of a control sequence such as `ESC [ 5 ~`, in the codings that terminfo does not list for every TERM;
  /// nil if it is none of ours, or has modifiers.
  init?(parameters: String, final: Unicode.Scalar) {
    switch (parameters, final) {
    case ("", "A"): self = .up
    case ("", "B"): self = .down
    case ("", "C"): self = .right
    case ("", "D"): self = .left
    case ("", "H"), ("1", "~"), ("7", "~"): self = .home
    case ("", "F"), ("4", "~"), ("8", "~"): self = .end
    case ("", "M"): self = .enter
    case ("", "Z"): self = .backTab
    case ("2", "~"): self = .insert
    case ("3", "~"): self = .delete
    case ("5", "~"): self = .pageUp
    case ("6", "~"): self = .pageDown
    default: return nil
    }
  }
}
