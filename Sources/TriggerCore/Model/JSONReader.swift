/// Reads JSON (RFC 8259) without losing digits or the order of fields, which Foundation's decoder does.
struct JSONReader {
  /// Why a text can't be read, said of it.
  enum Flaw: String {
    case nested = "is nested too deep to be read (500 levels at most)"
    /// No text can hold it: given out as another character, it would not be what is stored.
    case halfCharacter = "has half a character in it (a surrogate without its pair)"
    case invalid = "is no valid JSON"
  }

  private(set) var flaw = Flaw.invalid
  /// The field of the outermost object that was read last.
  private(set) var field: String?
  private var rest: ArraySlice<UInt8>
  /// Nested deeper than this, a document is refused rather than read until the stack ends.
  private static let deepest = 500

  init(_ text: String) { rest = Array(text.utf8)[...] }

  /// Whether a text is one JSON number.
  static func isNumber(_ text: String) -> Bool {
    var reader = JSONReader(text)
    return reader.number() != nil && reader.rest.isEmpty
  }

  /// The only value of the text, or nil.
  mutating func document() -> DataValue? {
    guard let value = value(depth: 0) else { return nil }
    skipSpace()
    return rest.isEmpty ? value : nil
  }

  private mutating func value(depth: Int) -> DataValue? {
    guard depth < Self.deepest else {
      flaw = .nested
      return nil
    }
    skipSpace()
    switch rest.first {
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["): return array(depth: depth)
    case UInt8(ascii: "\""): return string().map(DataValue.text)
    case UInt8(ascii: "t"): return take("true") ? .bool(true) : nil
    case UInt8(ascii: "f"): return take("false") ? .bool(false) : nil
    case UInt8(ascii: "n"): return take("null") ? .null : nil
    default: return number()
    }
  }

  private mutating func object(depth: Int) -> DataValue? {
    var fields: [TriggerData.Field] = []
    let isWhole = list(from: "{", to: "}") { reader in
      reader.skipSpace()
      guard let name = reader.string() else { return false }
      if depth == 0 { reader.field = name }
      reader.skipSpace()
      guard reader.take(":"), let value = reader.value(depth: depth + 1) else { return false }
      fields.append(TriggerData.Field(name, value))
      return true
    }
    return isWhole ? .object(fields) : nil
  }

  private mutating func array(depth: Int) -> DataValue? {
    var values: [DataValue] = []
    let isWhole = list(from: "[", to: "]") { reader in
      guard let value = reader.value(depth: depth + 1) else { return false }
      values.append(value)
      return true
    }
    return isWhole ? .array(values) : nil
  }

  /// Elements separated by commas between two brackets; false where something else stands there.
  private mutating func list(
    from open: StaticString, to close: StaticString, element: (inout JSONReader) -> Bool
  ) -> Bool {
    guard take(open) else { return false }
    skipSpace()
    if take(close) { return true }
    while element(&self) {
      skipSpace()
      if take(close) { return true }
      guard take(",") else { return false }
    }
    return false
  }

  private mutating func number() -> DataValue? {
    let start = rest
    _ = take("-")
    if !take("0") { guard digits() else { return nil } }
    var isWhole = true
    if take(".") {
      guard digits() else { return nil }
      isWhole = false
    }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      guard digits() else { return nil }
      isWhole = false
    }
    let text = String(decoding: start[..<rest.startIndex], as: UTF8.self)
    if isWhole, text != "-0", let integer = Int64(text) { return .integer(integer) }
    return .decimal(text)
  }

  private mutating func digits() -> Bool {
    let found = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest[found.endIndex...]
    return !found.isEmpty
  }

  private mutating func string() -> String? {
    guard take("\"") else { return nil }
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return String(validating: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let scalar = escaped() else { return nil }
        bytes += Array(String(scalar).utf8)
      case ..<0x20: return nil
      default: bytes.append(byte)
      }
    }
    return nil
  }

  private mutating func escaped() -> Unicode.Scalar? {
    switch rest.popFirst() {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return unicodeEscape()
    default: return nil
    }
  }

  private mutating func unicodeEscape() -> Unicode.Scalar? {
    guard let unit = hexadecimal() else { return nil }
    guard UTF16.isSurrogate(UInt16(unit)) else { return Unicode.Scalar(unit) }
    guard UTF16.isLeadSurrogate(UInt16(unit)), take("\\u"), let low = hexadecimal(),
      UTF16.isTrailSurrogate(UInt16(low))
    else {
      flaw = .halfCharacter
      return nil
    }
    return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
  }

  private mutating func hexadecimal() -> UInt32? {
    guard rest.count >= 4 else { return nil }
    let text = String(decoding: rest.prefix(4), as: UTF8.self)
    guard text.allSatisfy(\.isHexDigit), let value = UInt32(text, radix: 16) else { return nil }
    rest = rest.dropFirst(4)
    return value
  }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
  }

  private mutating func take(_ text: StaticString) -> Bool {
    let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard rest.starts(with: bytes) else { return false }
    rest = rest.dropFirst(bytes.count)
    return true
  }
}
