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

  /// Tables with at least one row, children of children included, by name.
  public var rows: [Rows]
  /// Rows that stay, but lose what they refer to, by table and column (`billing_memo.trigger_id`).
  public var cleared: [Rows]

  public init(rows: [Rows], cleared: [Rows] = []) {
    self.rows = rows
    self.cleared = cleared
  }
}
