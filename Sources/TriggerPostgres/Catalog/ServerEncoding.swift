import Glibc
import TriggerCore

/// The encoding in which a database keeps its texts. What it has no character for can't even be asked about: the server
/// refuses the whole statement.
struct ServerEncoding: Sendable {
  /// The C library's name; nil where the encoding holds every text, or is not known here: then the server decides.
  private let converter: String?

  /// - Parameter name: as `server_encoding` has it.
  init(_ name: String) {
    converter =
      switch name {
      case "UTF8", "SQL_ASCII": nil
      case "EUC_JIS_2004": "EUC-JISX0213"
      case let name where name.hasPrefix("LATIN"): Self.latin[name].map { "ISO-8859-\($0)" }
      case let name where name.hasPrefix("WIN"): "CP\(name.dropFirst(3))"
      case let name where name.hasPrefix("KOI8"): "KOI8-\(name.dropFirst(4))"
      default: name.replacing("_", with: "-")
      }
  }

  private static let latin = [
    "LATIN1": 1, "LATIN2": 2, "LATIN3": 3, "LATIN4": 4, "LATIN5": 9, "LATIN6": 10, "LATIN7": 13, "LATIN8": 14,
    "LATIN9": 15, "LATIN10": 16,
  ]

  /// Whether a column can have this text. Every encoding of a server has the ASCII characters.
  func holds(_ text: String) -> Bool {
    if text.utf8.contains(0) { return false }
    guard let converter, text.utf8.contains(where: { $0 >= 0x80 }) else { return true }
    return Self.converts(text, to: converter)
  }

  /// What the database can hold, each once. It tells texts apart by their letters, not by how they look.
  func held(_ texts: [String]) -> [String] { texts.distinctTexts.filter(holds) }

  /// The text with a stand-in for each character that the database can't hold: for what is kept all the same.
  func fitted(_ text: String) -> String {
    if holds(text) { return text }
    let scalars = text.unicodeScalars.map { holds(String($0)) ? $0 : $0 == "\0" ? visibleNUL : "?" }
    return String(String.UnicodeScalarView(scalars))
  }

  /// NUL, which no text of PostgreSQL holds, becomes visible; all else stays.
  func withoutNUL(_ text: String) -> String {
    guard text.utf8.contains(0) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? visibleNUL : $0 }))
  }

  private var visibleNUL: Unicode.Scalar { holds("␀") ? "␀" : "?" }

  func fitted(_ who: Operator) -> Operator { Operator(name: fitted(who.name), host: fitted(who.host)) }

  private static func converts(_ text: String, to encoding: String) -> Bool {
    guard let descriptor = iconv_open(encoding, "UTF-8"), descriptor != iconv_t(bitPattern: -1) else { return true }
    defer { iconv_close(descriptor) }
    var bytes = text.utf8.map { CChar(bitPattern: $0) }
    // No encoding of a server needs more than four bytes where UTF-8 needs one.
    var converted = [CChar](repeating: 0, count: bytes.count * 4)
    return bytes.withUnsafeMutableBufferPointer { bytes in
      converted.withUnsafeMutableBufferPointer { converted in
        var (input, output) = (bytes.baseAddress, converted.baseAddress)
        var (left, room) = (bytes.count, converted.count)
        return iconv(descriptor, &input, &left, &output, &room) == 0
      }
    }
  }
}
