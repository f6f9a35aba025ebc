import TriggerCore

/// Triggers that stay, and why, in one clause each: what else was to be done with them in one go is to be done without
/// them.
struct KeptTriggers: Error {
  let reasons: [TriggerID: String]
  /// Whether they may be removed once others are.
  var areNeeded = false
}

/// The rows that go with triggers, by the values that foreign keys refer to: every table is looked at once for each
/// value, whatever number of ways leads there.
struct DoomedRows {
  private struct Place: Hashable {
    let table: Int64
    let column: String
  }

  let keys: ForeignKeys
  let types: [TriggerID: String]
  /// Values of referenced columns, as text, and the triggers with which they go.
  private var values: [Place: [String: TriggerID]] = [:]

  /// - Parameters:
  ///   - types: of the triggers.
  ///   - isForeseen: nothing is to be done, only told.
  /// - Throws: `KeptTriggers` where a row is the data of another trigger, which would lose it.
  init(
    _ transaction: PostgresTransaction, keys: ForeignKeys, types: [TriggerID: String], isForeseen: Bool = false
  ) throws {
    (self.keys, self.types) = (keys, types)
    var fresh: [Place: [String: TriggerID]] = [
      Place(table: keys.trigger, column: "id"): Dictionary(uniqueKeysWithValues: types.keys.map { (String($0), $0) })
    ]
    merge(fresh)
    try add(to: &fresh, from: keys.trigger, where: "x.id = ANY ($1)", owner: "x.id::bigint", [.ids(ids)], transaction)
    var needed: [TriggerID: String] = [:]
    while !fresh.isEmpty {
      let known = fresh
      fresh = [:]
      for table in keys.taken where isToBeRead(table) {
        let leading = keys.keys(of: table, .takes).filter { known[place(of: $0)] != nil }
        if leading.isEmpty { continue }
        var parameters = ParameterList()
        let ways = leading.map { way($0, known[place(of: $0)] ?? [:], &parameters) }
        needed.merge(
          try add(
            to: &fresh, from: table, where: ways.map(\.condition).joined(separator: " OR "), owner: Self.first(ways),
            parameters.values, transaction)
        ) { first, _ in first }
      }
    }
    if !needed.isEmpty, !isForeseen { throw KeptTriggers(reasons: needed, areNeeded: true) }
  }

  var ids: [TriggerID] { types.keys.sorted() }

  /// Which rows `x` of the table go, and the trigger with which each does.
  func ways(to table: Int64, _ parameters: inout ParameterList) -> (condition: String, owner: String) {
    ways(keys.keys(of: table, .takes), &parameters)
  }

  /// Which rows `x` refer by these keys to what goes.
  func ways(_ keys: [ForeignKeys.Key], _ parameters: inout ParameterList) -> (condition: String, owner: String) {
    let ways = keys.map { way($0, values[place(of: $0)] ?? [:], &parameters) }
    return ("(\(ways.map(\.condition).joined(separator: " OR ")))", Self.first(ways))
  }

  /// Which rows `x` stay without what the column refers to.
  func losing(_ column: ForeignKeys.Clearing, _ table: Int64, _ parameters: inout ParameterList) -> String {
    let condition = ways(column.keys, &parameters).condition
    // PostgreSQL does not say what becomes of a row that one statement both changes and deletes.
    return keys.keys(of: table, .takes).isEmpty
      ? condition : "\(condition) AND \(ways(to: table, &parameters).condition) IS NOT TRUE"
  }

  private func way(
    _ key: ForeignKeys.Key, _ values: [String: TriggerID], _ parameters: inout ParameterList
  ) -> (condition: String, owner: String) {
    let column = "x.\(key.column.quotedIdentifier)"
    if key.parent == keys.trigger, key.parentColumn == "id" {
      let meant = key.types.map { types in
        ids.filter { id in types.contains { $0.utf8.elementsEqual(self.types[id, default: ""].utf8) } }
      }
      let condition = "\(column) = ANY (\(parameters.add(.ids(meant ?? ids))))"
      return (condition, "CASE WHEN \(condition) THEN \(column)::bigint END")
    }
    let list = parameters.add(.texts(values.keys.sorted()))
    let owners = parameters.add(
      .text(DataValue.object(values.map { TriggerData.Field($0, .integer($1)) }).json))
    return (
      "\(column) = ANY (\(list)::\(key.parentType)[])",
      "(\(owners)::jsonb ->> \(column)::\(key.parentType)::text)::bigint"
    )
  }

  private static func first(_ ways: [(condition: String, owner: String)]) -> String {
    "coalesce(\(ways.map(\.owner).joined(separator: ", ")))"
  }

  private func place(of key: ForeignKeys.Key) -> Place { Place(table: key.parent, column: key.parentColumn) }

  /// Something refers to its rows, or they may be the data of triggers that stay.
  private func isToBeRead(_ table: Int64) -> Bool {
    !referenced(table).isEmpty || keys.dataColumns[table] != nil && keys.keys(of: table, .takes).count > 1
  }

  private func referenced(_ table: Int64) -> [String] {
    Set(keys.keys.filter { $0.parent == table }.map(\.parentColumn)).sorted()
  }

  private mutating func merge(_ fresh: [Place: [String: TriggerID]]) {
    for (place, values) in fresh { self.values[place, default: [:]].merge(values) { first, _ in first } }
  }

  /// Reads what other rows refer to.
  /// - Returns: triggers that stay, since a row is the data of another one.
  @discardableResult
  private mutating func add(
    to fresh: inout [Place: [String: TriggerID]], from table: Int64, where condition: String, owner: String,
    _ parameters: [PostgresValue], _ transaction: PostgresTransaction
  ) throws -> [TriggerID: String] {
    guard let found = keys.tables[table] else { return [:] }
    let columns = referenced(table).filter { table != keys.trigger || $0 != "id" }
    let data = keys.dataColumns[table]
    if columns.isEmpty, data == nil { return [:] }
    let selected =
      [owner, data.map { "x.\($0.quotedIdentifier)::bigint" } ?? "NULL::bigint"]
      + columns.map { "x.\($0.quotedIdentifier)::text" }
    let rows = try transaction.runByIndex(
      PostgresStatement(
        "SELECT \(selected.joined(separator: ", ")) FROM \(found.qualifiedName) AS x WHERE \(condition)", parameters))[
        0]
    var needed: [TriggerID: String] = [:]
    for row in rows {
      let owner: TriggerID = try row.get(0, as: TriggerID?.self) ?? ids[0]
      if let other = try row.get(1, as: TriggerID?.self), types[other] == nil {
        needed[owner] = "the data of trigger \(other), a row of \(found.table), refers to it"
      }
      for (index, column) in columns.enumerated() {
        guard let value = try row.get(index + 2, as: String?.self) else { continue }
        let place = Place(table: table, column: column)
        if values[place]?[value] == nil {
          values[place, default: [:]][value] = owner
          fresh[place, default: [:]][value] = owner
        }
      }
    }
    return needed
  }
}
