import TriggerCore

/// Finds the line of each key in a TOML text, which the parser does not tell.
///
/// It reads only what the parser has accepted, and only as much of the grammar as leads from key to key.
struct KeyLineReader {
  private var rest: ArraySlice<UInt8>
  private var line = 1
  private var lines: [[String]: Int] = [:]

  init(_ text: String) { rest = Array(text.utf8)[...] }

  /// By the key's path, counted from 1: where it is first assigned, or first stands in a table's header.
  static func lines(of text: String) -> [[String]: Int] {
    var reader = KeyLineReader(text)
    reader.readDocument()
    return reader.lines
  }

  private mutating func readDocument() {
    _ = take([0xEF, 0xBB, 0xBF])  // a byte order mark
    var table: [String] = []
    skip(" \t\r\n")
    while !rest.isEmpty {
      if take("[") {
        _ = take("[")
        table = key(in: [])
        skip(" \t]")
      } else {
        readAssignment(in: table)
      }
      skip(" \t\r\n")
    }
  }

  private mutating func readAssignment(in table: [String]) {
    let path = key(in: table)
    skip(" \t=")
    readValue(of: path)
  }

  private mutating func readValue(of path: [String]) {
    switch rest.first {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = string()
    case UInt8(ascii: "["): readItems(to: "]") { $0.readValue(of: path) }
    case UInt8(ascii: "{"): readItems(to: "}") { $0.readAssignment(in: path) }
    default:
      next()
      while let byte = rest.first, !",]}#\n".utf8.contains(byte) { next() }
    }
  }

  private mutating func readItems(to end: Character, _ readItem: (inout Self) -> Void) {
    next()
    skip(" \t\r\n,")
    while !rest.isEmpty, !take(end) {
      readItem(&self)
      skip(" \t\r\n,")
    }
  }

  /// Reads a key, dots and all, and notes it and what it leads through.
  private mutating func key(in table: [String]) -> [String] {
    var path = table
    repeat {
      skip(" \t")
      path.append(keyPart())
      lines[path] = lines[path] ?? line
      skip(" \t")
    } while take(".")
    return path
  }

  private mutating func keyPart() -> String {
    if rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "'") { return string() }
    let part = rest.prefix { !" \t\r\n.=]".utf8.contains($0) }
    rest = rest.dropFirst(part.count)
    return String(decoding: part, as: UTF8.self)
  }

  /// Reads a string of any of the four kinds, as it is after JSON's escapes, which are all that a key is likely to have.
  private mutating func string() -> String {
    let quote = next()
    let isBasic = quote == UInt8(ascii: "\"")
    let end = Array(repeating: quote, count: rest.starts(with: [quote, quote]) ? 3 : 1)
    if end.count == 3 { rest = rest.dropFirst(2) }
    var content: [UInt8] = []
    while !rest.isEmpty, !take(end) {
      if isBasic, rest.first == UInt8(ascii: "\\") { content.append(next()) }
      content.append(next())
    }
    // Up to two quotes may stand before the three that end it.
    while end.count == 3, rest.first == quote { next() }
    let text = String(decoding: content, as: UTF8.self)
    guard isBasic, case .text(let unescaped) = DataValue(json: "\"\(text)\"") else { return text }
    return unescaped
  }

  /// Skips these characters, and comments where a line's end is among them.
  private mutating func skip(_ characters: String) {
    while let byte = rest.first {
      if byte == UInt8(ascii: "#"), characters.contains("\n") {
        rest = rest.drop { $0 != UInt8(ascii: "\n") }
      } else if characters.utf8.contains(byte) {
        next()
      } else {
        return
      }
    }
  }

  private mutating func take(_ character: Character) -> Bool { take(Array(character.utf8)) }

  private mutating func take(_ bytes: [UInt8]) -> Bool {
    guard rest.starts(with: bytes) else { return false }
    rest = rest.dropFirst(bytes.count)
    return true
  }

  /// The next byte; 0 behind the end.
  @discardableResult private mutating func next() -> UInt8 {
    guard let byte = rest.popFirst() else { return 0 }
    if byte == UInt8(ascii: "\n") { line += 1 }
    return byte
  }
}
