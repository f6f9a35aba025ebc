/// What a deletion takes with it, by table.
public struct Dependents: Hashable, Sendable {
  public struct Rows: Hashable, Sendable {
    public var table: String
    public var count: Int

    public init(table: String, count: Int) {
      self.table = table
      self.count = count
    }
  }

  /// Tables with at least one row, children of children included. Rows whose reference the database clears by
  /// itself (ON DELETE SET NULL) stay and are not among them.
  public var rows: [Rows]

  public init(rows: [Rows]) { self.rows = rows }
}
