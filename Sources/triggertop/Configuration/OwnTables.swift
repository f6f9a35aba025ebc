import TriggerCore

/// TYPE_TO_TABLE in its three forms: a table's name; a list of names; a list with (name, id column) pairs.
struct OwnTables: Hashable, Sendable, SettingValue {
  var byType: [String: [OwnTable]] = [:]

  /// JSON.
  init(text: String) throws(Misfit) {
    guard let value = DataValue(json: text) else {
      throw Misfit(.text(text), expected: "a JSON object such as {\"pay_bill\": \"billing_paybill\"}")
    }
    try self.init(value)
  }

  init() {}

  init(_ value: DataValue) throws(Misfit) {
    guard case .object(let fields) = value else {
      throw Misfit(value, expected: "a table of types such as pay_bill = \"billing_paybill\"")
    }
    for field in fields { byType[field.name] = try Self.tables(field) }
  }

  private static func tables(_ field: TriggerData.Field) throws(Misfit) -> [OwnTable] {
    let members = if case .array(let members) = field.value { members } else { [field.value] }
    let tables = members.compactMap(OwnTable.init)
    guard tables.count == members.count else {
      throw Misfit(
        field.value, expected: "\"table\", [\"table\", …] or [[\"table\", \"id column\"], …]", at: [field.name])
    }
    return tables
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
