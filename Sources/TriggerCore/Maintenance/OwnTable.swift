/// Where a type's own rows lie, as DJTRIGGERS_TYPE_TO_TABLE says.
public struct OwnTable: Hashable, Sendable {
  public var name: String
  /// The column that holds the trigger's id.
  public var idColumn: String

  public init(_ name: String, idColumn: String = "trigger_ptr_id") {
    self.name = name
    self.idColumn = idColumn
  }
}
