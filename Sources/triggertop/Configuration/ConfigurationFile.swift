import Foundation
import TOMLKit
import TriggerCore

/// The configuration file as read, before anybody asks what it means.
struct ConfigurationFile: Sendable {
  /// As errors name it.
  let path: String
  let root: [TriggerData.Field]
  private let lines: [[String]: Int]

  /// - Throws: `ConfigurationError` naming the line where the text is not TOML.
  init(path: String, text: String) throws {
    self.path = path
    do {
      root = DataValue.fields(try TOMLTable(string: text))
      lines = KeyLineReader.lines(of: text)
    } catch let error as TOMLParseError {
      throw ConfigurationError("\(path), line \(error.source.begin.line): \(error.description).")
    }
  }

  /// - Parameter isRequired: whether a missing file is an error; else it is an empty one.
  init(path: String, isRequired: Bool) throws {
    guard isRequired || FileManager.default.fileExists(atPath: path) else {
      try self.init(path: path, text: "")
      return
    }
    guard Self.ends(path) else {
      throw ConfigurationError("\(path) is no regular file; name one as the configuration file.")
    }
    // By a handle: an inherited pipe or /dev/null is as good as a file.
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.readToEnd() ?? Data() else {
      throw ConfigurationError("The configuration file \(path) can't be read; check that it exists and is readable.")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw ConfigurationError("The configuration file \(path) is not UTF-8 text; save it as UTF-8.")
    }
    if let place = text.utf8.firstIndex(of: 0) {
      let line = text[..<place].count { $0.isNewline } + 1
      throw ConfigurationError("\(path), line \(line): a NUL byte is no text; save the file as UTF-8.")
    }
    try self.init(path: path, text: text)
  }

  /// Whether reading it comes to an end. Of pipes only those that the shell opened for this process.
  private static func ends(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return true }
    switch status.st_mode & S_IFMT {
    case S_IFIFO: return path.wholeMatch(of: /\/dev\/stdin|\/(dev|proc\/self)\/fd\/\d+/) != nil
    case S_IFCHR: return path == "/dev/null"
    case S_IFBLK, S_IFSOCK: return false
    default: return true
    }
  }

  /// Where a key stands; where it does not, what it would stand in.
  func origin(of key: [String]) -> Origin {
    var line: Int?
    for count in stride(from: key.count, to: 0, by: -1) where line == nil { line = lines[Array(key.prefix(count))] }
    return .file(path, key: key.keyPath, line: line)
  }
}

extension DataValue {
  fileprivate static func fields(_ table: TOMLTable) -> [TriggerData.Field] {
    table.keys.compactMap { key in table[key].map { TriggerData.Field(key, DataValue($0)) } }
  }

  /// Dates and times are kept as text: no setting is one.
  fileprivate init(_ value: any TOMLValueConvertible) {
    if let bool = value.bool {
      self = .bool(bool)
    } else if let integer = value.int {
      self = .integer(Int64(integer))
    } else if let decimal = value.double {
      self = .decimal("\(decimal)")
    } else if let text = value.string {
      self = .text(text)
    } else if let array = value.array {
      self = .array(array.map { DataValue($0) })
    } else if let table = value.table {
      self = .object(Self.fields(table))
    } else {
      self = .text(value.debugDescription)
    }
  }
}
