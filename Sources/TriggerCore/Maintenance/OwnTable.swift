/// Where a type's own rows lie, as DJTRIGGERS_TYPE_TO_TABLE says.
public struct OwnTable: Hashable, Sendable {
  public var name: String
  /// The column that holds the trigger's id.
  public var idColumn: String

  public init(_ name: String, idColumn: String = "trigger_ptr_id") {
    self.name = name
    self.idColumn = idColumn
  }

  /// For stores, before they remove rows by it.
  ///
  /// - Parameter columns: the table's columns by the catalog; empty where there is no such table.
  /// - Throws: `StoreError.refused` where it can't be a type's own table.
  public func check(columns: [String]) throws(StoreError) {
    if name == "djtriggers_trigger" || name.hasPrefix("triggertop_") {
      throw .refused("The table \(name) belongs to the queue, not to a type; leave it out of TYPE_TO_TABLE.")
    }
    if columns.isEmpty || name.unicodeScalars.contains("\0") {
      throw .refused("TYPE_TO_TABLE names the table \(name), which this database does not have; correct the name.")
    }
    if !columns.contains(idColumn) {
      throw .refused(
        "The table \(name) has no column \(idColumn) for TYPE_TO_TABLE; it has \(columns.joined(separator: ", ")).")
    }
  }
}
