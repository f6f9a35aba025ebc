import Foundation
import TOMLKit
import TriggerCore

/// The configuration file as read, before anybody asks what it means.
struct ConfigurationFile: Sendable {
  /// As errors name it.
  let path: String
  let root: [TriggerData.Field]
  private let lines: [Substring]

  /// - Throws: `ConfigurationError` naming the line where the text is not TOML.
  init(path: String, text: String) throws {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    do {
      root = DataValue.fields(try TOMLTable(string: text))
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
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw ConfigurationError("The configuration file \(path) can't be read; check that it exists and is readable.")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw ConfigurationError("The configuration file \(path) is not UTF-8 text; save it as UTF-8.")
    }
    try self.init(path: path, text: text)
  }

  /// `file, line 12`, or the file alone where the key's line can't be told.
  func place(of key: String) -> String { line(of: key).map { "\(path), line \($0)" } ?? path }

  /// The line on which a key path (`handlers.pay_bill.timeout`) is given, counted from 1: of its last part's
  /// assignment, or of the table's header. A search in the text, as the parser keeps no places.
  func line(of key: String) -> Int? {
    var table = ""
    for (index, line) in lines.enumerated() {
      let bare = line.trimmingCharacters(in: .whitespaces)
      if let header = bare.firstMatch(of: /^\[+\s*([^\]]+?)\s*\]/) {
        table = header.1.filter { $0 != "\"" }
        if table == key || table.hasPrefix(key + ".") { return index + 1 }
      } else if let assignment = bare.firstMatch(of: /^([^=#]+?)\s*=/) {
        let name = assignment.1.filter { $0 != "\"" }
        let full = table.isEmpty ? name : "\(table).\(name)"
        if full == key || key.hasPrefix(full + ".") || full.hasPrefix(key + ".") { return index + 1 }
      }
    }
    return nil
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
