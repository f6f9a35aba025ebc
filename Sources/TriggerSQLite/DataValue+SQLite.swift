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

  /// - Parameter kind: of the column, by which Django tells booleans, times and JSON.
  init(stored value: DatabaseValue, in kind: DataColumn.Kind) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = kind == .boolean ? .bool(number != 0) : .integer(number)
    case .double(let number): self = .decimal(String(number))
    case .string(let text):
      self =
        switch kind {
        case .instant: Instant(stored: text).map(DataValue.instant) ?? .text(text)
        case .json: DataValue(json: text) ?? .text(text)
        default: .text(text)
        }
    case .blob(let bytes): self = .text(bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    }
  }
}
