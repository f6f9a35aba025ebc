import TriggerCore

/// TYPE_TO_TABLE in its three forms: a table's name; a list of names; a list with (name, id column) pairs.
struct OwnTables: Hashable, Sendable, SettingValue {
  var byType: [String: [OwnTable]] = [:]

  static var expected: String {
    "a table of type = \"table\", type = [\"table\", …] or type = [[\"table\", \"id column\"], …]"
  }

  /// JSON.
  init?(text: String) {
    guard let value = DataValue(json: text) else { return nil }
    self.init(value)
  }

  init() {}

  init?(_ value: DataValue) {
    guard case .object(let fields) = value else { return nil }
    for field in fields {
      switch field.value {
      case .text(let table): byType[field.name] = [OwnTable(table)]
      case .array(let members):
        let tables = members.compactMap(OwnTable.init)
        guard tables.count == members.count else { return nil }
        byType[field.name] = tables
      default: return nil
      }
    }
  }

  var data: DataValue {
    .object(byType.sorted { $0.key < $1.key }.map { TriggerData.Field($0.key, .array($0.value.map(\.data))) })
  }
}

extension OwnTable {
  fileprivate init?(_ value: DataValue) {
    switch value {
    case .text(let table): self.init(table)
    case .array(let pair):
      guard pair.count == 2, case .text(let table) = pair[0], case .text(let column) = pair[1] else { return nil }
      self.init(table, idColumn: column)
    default: return nil
    }
  }

  fileprivate var data: DataValue { .array([.text(name), .text(idColumn)]) }
}
