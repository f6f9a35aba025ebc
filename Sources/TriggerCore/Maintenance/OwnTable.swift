/// Where a type's own rows lie, as DJTRIGGERS_TYPE_TO_TABLE says.
public struct OwnTable: Hashable, Sendable {
  public var name: String
  /// The column that holds the trigger's id.
  public var idColumn: String

  public init(_ name: String, idColumn: String = "trigger_ptr_id") {
    self.name = name
    self.idColumn = idColumn
  }

  /// For stores, before they read or remove rows by it.
  ///
  /// - Parameter columns: the table's columns by the catalog, with their types as they were declared; empty where there is
  ///   no such table.
  /// - Throws: `StoreError.refused` where it can't be a type's own table.
  public func check(columns: [(name: String, type: String)]) throws(StoreError) {
    if name == "djtriggers_trigger" || name.hasPrefix("triggertop_") {
      throw .refused("The table \(name) belongs to the queue, not to a type; leave it out of TYPE_TO_TABLE.")
    }
    if columns.isEmpty || name.unicodeScalars.contains("\0") {
      throw .refused("TYPE_TO_TABLE names the table \(name), which this database does not have; correct the name.")
    }
    guard let column = columns.first(where: { $0.name == idColumn }) else {
      let names = columns.map(\.name).joined(separator: ", ")
      throw .refused("The table \(name) has no column \(idColumn) for TYPE_TO_TABLE; it has \(names).")
    }
    guard Self.holdsIDs(column.type) else {
      throw .refused(
        "The column \(idColumn) of \(name) holds no ids of triggers, which are integers; correct TYPE_TO_TABLE.")
    }
  }

  /// A column that SQLite keeps without a type may; an array of integers does not.
  private static func holdsIDs(_ type: String) -> Bool {
    let words = type.lowercased().split { !$0.isLetter && !$0.isNumber }
    let integers = ["smallint", "integer", "bigint", "int", "tinyint", "mediumint", "int2", "int4", "int8"]
    return type.isEmpty || !type.hasSuffix("]") && words.contains { integers.contains(String($0)) }
  }
}
