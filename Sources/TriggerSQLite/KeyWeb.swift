import GRDB
import TriggerCore

/// The foreign keys that lead to triggers, straight or through what goes with them, those of a table to itself included;
/// and tables that only the map of types to tables leads to.
struct KeyWeb {
  struct Key {
    let table: String
    let column: String
    /// In lower case.
    let parent: String
    let parentColumn: String
    /// The row stays, and loses what it refers to.
    let isLoose: Bool
    /// SQLite clears it by itself.
    let isCleared: Bool
    let isUnique: Bool
    /// Only triggers of these types are meant; nil means all.
    let types: [String]?
  }

  /// Tables whose rows go, parents before their children.
  let taken: [String]
  let loose: [Key]
  /// Columns that hold the id of the trigger whose data the row is, by table in lower case.
  let dataColumns: [String: String]
  private let keys: [Key]

  /// - Parameters:
  ///   - map: further tables of types, as far as the catalog bears them out.
  ///   - own: the same, given by whoever cleans.
  init(_ db: Database, _ map: [String: [OwnTable]], own: [(table: OwnTable, types: [String])] = []) throws {
    let all = try ForeignKeys(db).keys.map { key in
      Key(
        table: key.table, column: key.column, parent: key.parent, parentColumn: key.parentColumn,
        isLoose: key.isLoose, isCleared: key.isCleared, isUnique: key.isUnique, types: nil)
    }
    let mapped =
      own
      + (map.isEmpty ? [] : try ChildTables(db, map).tables.mappedOnly).map {
        (OwnTable($0.table.name, idColumn: $0.table.keyColumn), $0.types)
      }
    var found = mapped.filter { own, _ in
      !all.contains {
        $0.table == own.name && $0.column == own.idColumn && $0.parent == ForeignKeys.root && !$0.isLoose
      }
    }.map { own, types in
      Key(
        table: own.name, column: own.idColumn, parent: ForeignKeys.root, parentColumn: "id", isLoose: false,
        isCleared: false, isUnique: false, types: types)
    }
    var parents: Set<String> = [ForeignKeys.root]
    var fresh = parents.union(found.map { $0.table.lowercased() })
    parents = fresh
    while !fresh.isEmpty {
      let next = all.filter { fresh.contains($0.parent) }
      found += next
      fresh = Set(next.filter { !$0.isLoose }.map { $0.table.lowercased() }).subtracting(parents)
      parents.formUnion(fresh)
    }
    keys = found
    loose = found.filter(\.isLoose)
    taken = Self.ordered(found.filter { !$0.isLoose })
    dataColumns = Self.dataColumns(found.filter { !$0.isLoose })
  }

  func keys(of table: String, isLoose: Bool) -> [Key] { keys.filter { $0.table == table && $0.isLoose == isLoose } }

  /// Columns that others refer to.
  func referenced(_ table: String) -> [String] {
    Set(keys.filter { $0.parent == table.lowercased() }.map(\.parentColumn)).sorted()
  }

  private static func ordered(_ keys: [Key]) -> [String] {
    var depths: [String: Int] = [:]
    // Where tables refer to each other in a ring no order is right; then any is.
    for _ in 0...keys.count {
      var isSettled = true
      for key in keys where key.table.lowercased() != key.parent {
        let depth = min(depths[key.parent, default: 0] + 1, keys.count)
        if depth > depths[key.table.lowercased(), default: 0] {
          depths[key.table.lowercased()] = depth
          isSettled = false
        }
      }
      if isSettled { break }
    }
    return Set(keys.map(\.table)).subtracting([ForeignKeys.root]).sorted {
      (depths[$0.lowercased(), default: 0], $0) < (depths[$1.lowercased(), default: 0], $1)
    }
  }

  private static func dataColumns(_ keys: [Key]) -> [String: String] {
    var columns = [ForeignKeys.root: "id"]
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for key in keys
      where key.isUnique && columns[key.table.lowercased()] == nil && columns[key.parent] == key.parentColumn {
        columns[key.table.lowercased()] = key.column
        isGrowing = true
      }
    }
    columns[ForeignKeys.root] = nil
    return columns
  }
}
