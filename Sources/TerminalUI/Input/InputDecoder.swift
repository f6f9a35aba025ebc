/// Turns the bytes of a terminal into inputs, however they are cut into reads: what has begun is kept until its rest
/// comes, or until that has taken too long.
public struct InputDecoder: Sendable {
  public typealias Instant = ContinuousClock.Instant

  /// What the first of some bytes stand for, and how many they are; none while more must come.
  private typealias Step = (inputs: [Input], count: Int)

  /// Bytes; far more than anybody pastes into one line. What is beyond is dropped.
  private static let pasteLimit = 64 * 1024
  /// Longer ones are no sequences.
  private static let sequenceLimit = 64
  private static let pasteEnd = Array("\u{1B}[201~".utf8)
  /// After which a ^C within a paste was pressed, not pasted.
  private static let quiet = Duration.milliseconds(100)

  private let patience: InputPatience
  private let keys: [[UInt8]: Key]

  /// What has come and is not understood yet.
  private var pending: [UInt8] = []
  /// How many of those came before the last read.
  private var older = 0
  private var lastRead: Instant?
  /// What has come of a paste; nil outside.
  private var paste: [UInt8]?
  /// Whether the last paste was given up without its end.
  private var hasLostPaste = false

  /// - Parameter keys: what this terminal sends for keys, as far as it differs from what most send. Sequences of two
  ///   bytes or more that begin with a control code.
  public init(patience: InputPatience = InputPatience(), keys: [[UInt8]: Key] = [:]) {
    self.patience = patience
    self.keys = keys.filter { $0.key.count > 1 && $0.key[0] < 0x20 }
  }

  /// When `elapse` is to be called if nothing comes before; nil if nothing has begun.
  public var deadline: Instant? {
    guard let lastRead else { return nil }
    if paste != nil { return lastRead + patience.rest }
    guard let first = pending.first else { return nil }
    return lastRead + (first == 0x1B && pending.count <= 2 ? patience.escape : patience.rest)
  }

  /// - Returns: What is complete with these bytes; usually one input, often none.
  public mutating func decode(_ bytes: some Collection<UInt8>, at now: Instant) -> [Input] {
    if bytes.isEmpty { return [] }
    if paste != nil, bytes.elementsEqual([0x03]), lastRead.map({ now - $0 >= Self.quiet }) ?? true {
      (paste, pending, older) = (nil, [], 0)
      return [.key(.control("c"))]
    }
    // Nobody types that fast: it is the rest of the paste.
    if hasLostPaste, Self.isText(bytes) { paste = [] }
    hasLostPaste = false
    older = pending.count
    pending += bytes
    lastRead = now
    return take(isOver: false)
  }

  /// - Returns: What that which has begun stands for, if its rest should have come by now.
  public mutating func elapse(at now: Instant) -> [Input] {
    guard let deadline, now >= deadline else { return [] }
    guard paste != nil else { return take(isOver: true) }
    append(pending[...])
    pending = []
    hasLostPaste = true
    return [endPaste()]
  }

  private mutating func take(isOver: Bool) -> [Input] {
    var inputs: [Input] = []
    var rest = pending[...]
    while !rest.isEmpty {
      let step = paste == nil ? key(in: rest, isOver) : pasted(in: rest)
      guard step.count > 0 else { break }
      inputs += step.inputs
      rest = rest.dropFirst(step.count)
      older -= step.count
    }
    pending = Array(rest)
    return inputs
  }

  /// Whether it is more than one key, and no sequence.
  private static func isText(_ bytes: some Collection<UInt8>) -> Bool {
    guard let first = bytes.first, first != 0x1B, let scalar = Unicode.Scalar.decoded(Array(bytes)[...]) else {
      return false
    }
    return scalar.count < bytes.count
  }
}

// MARK: - Keys and sequences

extension InputDecoder {
  private mutating func key(in bytes: ArraySlice<UInt8>, _ isOver: Bool) -> Step {
    let first = bytes[bytes.startIndex]
    if first < 0x20 {
      if let (sequence, key) = keys.first(where: { bytes.starts(with: $0.key) }) {
        return ([.key(key)], sequence.count)
      }
      if !isOver, first != 0x1B, keys.keys.contains(where: { $0.starts(with: bytes) }) { return ([], 0) }
    }
    if first == 0x1B { return escape(in: bytes, isOver) }
    guard let (scalar, count) = Unicode.Scalar.decoded(bytes) else {
      return isOver ? ([.key("\u{FFFD}")], bytes.count) : ([], 0)
    }
    return ([.key(Key(control: scalar) ?? .character(Character(scalar)))], count)
  }

  /// Escape itself, Alt with another key, or a sequence.
  private mutating func escape(in bytes: ArraySlice<UInt8>, _ isOver: Bool) -> Step {
    guard bytes.count > 1 else { return isOver ? ([.key(.escape)], 1) : ([], 0) }
    if !isOver, keys.keys.contains(where: { $0.starts(with: bytes) }) { return ([], 0) }
    let tail = bytes.dropFirst()
    switch tail[tail.startIndex] {
    case UInt8(ascii: "["), UInt8(ascii: "O"): return sequence(in: bytes, isOver)
    case 0..<0x20, 0x7F: return ([.key(.escape)], 1)
    // In a read of its own, so it was pressed after Escape, not with Alt.
    case _ where older == 1: return ([.key(.escape)], 1)
    default:
      guard let (scalar, count) = Unicode.Scalar.decoded(tail) else { return isOver ? ([], bytes.count) : ([], 0) }
      return ([.key(.alt(Character(scalar)))], 1 + count)
    }
  }

  /// `ESC [` or `ESC O`, parameters, and a letter.
  private mutating func sequence(in bytes: ArraySlice<UInt8>, _ isOver: Bool) -> Step {
    let introducer = Unicode.Scalar(bytes[bytes.startIndex + 1])
    let tail = bytes.dropFirst(2)
    let parameters = tail.prefix { (0x20..<0x40).contains($0) }
    guard parameters.count <= Self.sequenceLimit else { return ([], 2 + parameters.count) }
    guard let final = tail.dropFirst(parameters.count).first else {
      guard isOver else { return ([], 0) }
      return (parameters.isEmpty ? [.key(.alt(Character(introducer)))] : [], bytes.count)
    }
    let count = 3 + parameters.count
    // What it breaks off at counts by itself.
    guard (0x40..<0x7F).contains(final) else { return ([], count - 1) }
    let (text, letter) = (String(decoding: parameters, as: UTF8.self), Unicode.Scalar(final))
    if introducer == "O" { return (Key(applicationMode: text, letter).map { [.key($0)] } ?? [], count) }
    switch (text, letter) {
    case ("200", "~"): paste = []
    case ("201", "~"): break
    case ("", "I"): return ([.focus(true)], count)
    case ("", "O"): return ([.focus(false)], count)
    case ("", "["), ("", "M"):
      // The Linux console's F1 to F5, and the mouse's old reports: letters that come after the letter.
      let whole = count + (letter == "M" ? 3 : 1)
      guard bytes.count >= whole else { return isOver ? ([], bytes.count) : ([], 0) }
      let key = letter == "M" ? nil : Key(console: bytes[bytes.startIndex + 3])
      return (key.map { [.key($0)] } ?? [], whole)
    case (_, "M"), (_, "m"):
      guard text.first == "<" else { break }
      let event = MouseEvent(report: String(text.dropFirst()), isRelease: letter == "m")
      return (event.map { [.mouse($0)] } ?? [], count)
    default: return (Key(parameters: text, letter).map { [.key($0)] } ?? [], count)
    }
    return ([], count)
  }
}

// MARK: - Pastes

extension InputDecoder {
  private mutating func pasted(in bytes: ArraySlice<UInt8>) -> Step {
    let text = bytes.prefix { $0 != 0x1B }
    guard text.isEmpty else {
      append(text)
      return ([], text.count)
    }
    if bytes.starts(with: Self.pasteEnd) { return ([endPaste()], Self.pasteEnd.count) }
    if Self.pasteEnd.starts(with: bytes) { return ([], 0) }
    // Told by the terminal, whatever else comes.
    if bytes.starts(with: "\u{1B}[I".utf8) { return ([.focus(true)], 3) }
    if bytes.starts(with: "\u{1B}[O".utf8) { return ([.focus(false)], 3) }
    append(bytes.prefix(1))
    return ([], 1)
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    let room = Self.pasteLimit - (paste?.count ?? 0)
    paste?.append(contentsOf: bytes.prefix(max(0, room)).lazy.map { $0 == 0x0D ? 0x0A : $0 })
  }

  private mutating func endPaste() -> Input {
    var bytes = paste ?? []
    paste = nil
    // A character that the limit cut goes whole.
    if bytes.count == Self.pasteLimit {
      let tail = bytes.reversed().prefix { $0 & 0xC0 == 0x80 }.count
      let lead = bytes.count - tail - 1
      if lead >= 0, Unicode.Scalar.decoded(bytes[lead...]) == nil { bytes.removeSubrange(lead...) }
    }
    return .paste(String(decoding: bytes, as: UTF8.self))
  }
}
