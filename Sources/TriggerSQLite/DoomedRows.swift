import GRDB
import TriggerCore

/// Triggers that stay, and why, in one clause each.
struct KeptTriggers: Error {
  let reasons: [TriggerID: String]
  /// Whether they may be removed once others are.
  var areNeeded = false
}

/// The rows that go with triggers, by the values that foreign keys refer to: every table is looked at once for each
/// value, whatever number of ways leads there.
struct DoomedRows {
  /// Rows of a table.
  struct Rows {
    let table: String
    let condition: String
    let arguments: StatementArguments
  }

  private struct Place: Hashable {
    /// In lower case.
    let table: String
    let column: String
  }

  private let db: Database
  private let web: KeyWeb
  private let types: [TriggerID: String]
  /// Values of referenced columns, as JSON.
  private var values: [Place: Set<String>]

  /// - Parameters:
  ///   - types: of the triggers.
  ///   - isForeseen: nothing is to be done, only told.
  /// - Throws: `KeptTriggers` where a row is the data of another trigger, which would lose it.
  init(_ db: Database, _ web: KeyWeb, types: [TriggerID: String], isForeseen: Bool = false) throws {
    (self.db, self.web, self.types) = (db, web, types)
    let root = Place(table: ForeignKeys.root, column: "id")
    values = [root: Set(types.keys.map(String.init))]
    var fresh = values
    try add(to: &fresh, from: ForeignKeys.root, where: "id IN (SELECT value FROM json_each(?))", [ids.json])
    var isNeeded = false
    while !fresh.isEmpty {
      let known = fresh
      fresh = [:]
      for table in web.taken where isToBeRead(table) {
        let leading = web.keys(of: table, isLoose: false).filter { known[place(of: $0)] != nil }
        if leading.isEmpty { continue }
        let found = rows(of: table, by: leading, known)
        isNeeded = try add(to: &fresh, from: table, where: found.condition, found.arguments) || isNeeded
      }
    }
    if isNeeded, !isForeseen {
      throw KeptTriggers(
        reasons: types.mapValues { _ in "a row that is the data of another trigger refers to it" }, areNeeded: true)
    }
  }

  var ids: [TriggerID] { types.keys.sorted() }

  /// Those that go, the deepest first: in this order they can be deleted.
  var taken: [Rows] { web.taken.reversed().map { rows(of: $0, by: web.keys(of: $0, isLoose: false), values) } }

  /// Columns of rows that stay and lose what they refer to.
  var cleared: [(rows: Rows, column: String, isOurs: Bool)] {
    web.loose.map { key in
      let losing = rows(of: key.table, by: [key], values)
      let strict = web.keys(of: key.table, isLoose: false)
      guard !strict.isEmpty else { return (losing, key.column, !key.isCleared) }
      let going = rows(of: key.table, by: strict, values)
      let stay = Rows(
        table: key.table, condition: "\(losing.condition) AND (\(going.condition)) IS NOT TRUE",
        arguments: losing.arguments + going.arguments)
      return (stay, key.column, !key.isCleared)
    }
  }

  private func rows(of table: String, by keys: [KeyWeb.Key], _ values: [Place: Set<String>]) -> Rows {
    var (conditions, arguments) = ([String](), StatementArguments())
    for key in keys {
      conditions.append("\(key.column.quotedIdentifier) IN (SELECT value FROM json_each(?))")
      let list =
        key.types.map { types in
          ids.filter { id in types.contains { $0.utf8.elementsEqual(self.types[id, default: ""].utf8) } }.json
        } ?? "[\(values[place(of: key), default: []].joined(separator: ","))]"
      arguments += [list]
    }
    return Rows(table: table, condition: "(\(conditions.joined(separator: " OR ")))", arguments: arguments)
  }

  private func place(of key: KeyWeb.Key) -> Place { Place(table: key.parent, column: key.parentColumn) }

  /// Something refers to its rows, or they may be the data of triggers that stay.
  private func isToBeRead(_ table: String) -> Bool {
    !web.referenced(table).isEmpty
      || web.dataColumns[table.lowercased()] != nil && web.keys(of: table, isLoose: false).count > 1
  }

  /// Reads what other rows refer to.
  /// - Returns: whether a row is the data of a trigger that stays.
  @discardableResult
  private mutating func add(
    to fresh: inout [Place: Set<String>], from table: String, where condition: String, _ arguments: StatementArguments
  ) throws -> Bool {
    let isRoot = table == ForeignKeys.root
    let columns = web.referenced(table).filter { !isRoot || $0.lowercased() != "id" }
    let data = isRoot ? nil : web.dataColumns[table.lowercased()]
    if columns.isEmpty, data == nil { return false }
    let selected = [data?.quotedIdentifier ?? "NULL"] + columns.map(\.quotedIdentifier)
    let sql = "SELECT \(selected.joined(separator: ", ")) FROM \(table.quotedIdentifier) WHERE \(condition)"
    var isNeeded = false
    for row in try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments) {
      if let other = Int64.fromDatabaseValue(row[0]), types[other] == nil { isNeeded = true }
      for (index, column) in columns.enumerated() {
        let value: DatabaseValue = row[index + 1]
        // A value that JSON can't hold is not followed: what refers to it keeps the trigger.
        if value.isNull { continue }
        if case .blob = value.storage { continue }
        let place = Place(table: table.lowercased(), column: column)
        if values[place, default: []].insert(DataValue(stored: value, in: .other).json).inserted {
          fresh[place, default: []].insert(DataValue(stored: value, in: .other).json)
        }
      }
    }
    return isNeeded
  }
}
