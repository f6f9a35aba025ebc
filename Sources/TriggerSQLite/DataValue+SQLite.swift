import GRDB
import TriggerCore

extension DataValue {
  /// As Django's backend writes it: booleans as 0 and 1, times as text, lists and objects as JSON.
  var stored: DatabaseValue {
    switch self {
    case .null: .null
    case .bool(let flag): flag.databaseValue
    case .integer(let number): number.databaseValue
    case .decimal(let text), .text(let text): text.databaseValue
    case .instant(let instant): instant.storedText.databaseValue
    case .array, .object: json.databaseValue
    }
  }

  /// As Django writes it to a column of that kind.
  func stored(in kind: DataColumn.Kind?) -> DatabaseValue {
    switch (kind, self) {
    case (_, .null): .null
    case (.json, _): json.databaseValue
    case (.date, .instant(let instant)): instant.day?.description.databaseValue ?? stored
    case (.uuid, .text(let text)): text.lowercased().replacing("-", with: "").databaseValue
    default: stored
    }
  }

  /// - Parameter kind: of the column, by which Django tells booleans and times.
  init(stored value: DatabaseValue, in kind: DataColumn.Kind) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = kind == .boolean ? .bool(number != 0) : .integer(number)
    case .double(let number): self = .decimal(String(number))
    case .string(let text):
      self = kind == .instant ? Instant(stored: text).map(DataValue.instant) ?? .text(text) : .text(text)
    case .blob(let bytes): self = .text(bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    }
  }

  /// Reads a column of a table.
  ///
  /// - Parameter row: as a cursor gives it.
  /// - Throws: `DataProblem.unreadable` for what can't be given out as it is.
  init(_ row: Row, at index: Int, in kind: DataColumn.Kind, of table: String) throws(DataProblem) {
    let value: DatabaseValue = row[index]
    guard case .string = value.storage else {
      self.init(stored: value, in: kind)
      return
    }
    let place = "\(Array(row.columnNames)[index]) of \(table)"
    guard let text = Self.text(row, at: index) else { throw .unreadable("\(place) has bytes in it that are no UTF-8") }
    if kind == .json {
      try self.init(stored: text, in: place)
    } else {
      self.init(stored: text.databaseValue, in: kind)
    }
  }

  /// By its bytes, since GRDB ends texts at a NUL and mends what is no UTF-8: nil for that.
  static func text(_ row: Row, at index: Int) -> String? {
    let bytes = try? row.withUnsafeData(atIndex: index) { $0.map { [UInt8]($0) } }
    return String(validating: bytes ?? [], as: UTF8.self)
  }
}
