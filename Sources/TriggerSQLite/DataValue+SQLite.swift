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

  /// - Parameter declared: the column's type as declared, by which Django tells booleans and times.
  init(stored value: DatabaseValue, declared: String) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = declared == "BOOL" ? .bool(number != 0) : .integer(number)
    case .double(let number): self = .decimal(String(number))
    case .string(let text):
      self =
        declared.hasPrefix("DATETIME") ? Instant(stored: text).map(DataValue.instant) ?? .text(text) : .text(text)
    case .blob(let bytes): self = .text(bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    }
  }
}
