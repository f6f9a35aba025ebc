/// One page of triggers, by keyset: cost does not grow with how far one has paged.
public struct PageQuery: Hashable, Sendable {
  /// Forward reads on in the sort's order; backward reads what stands before the cursor (`G`: before nothing is
  /// the end of the list). Rows always come in the sort's order.
  public enum Direction: Sendable { case forward, backward }

  public var filter: TriggerFilter
  public var sort: TriggerSort
  /// Exclusive; nil starts at the first row, or the last when backward.
  public var cursor: PageCursor?
  public var direction: Direction
  public var limit: Int
  public var limits: TryLimits
  /// Rows that each part of the search looks at before a page is handed back part-filled.
  public var examine: Int

  public init(
    filter: TriggerFilter = TriggerFilter(), sort: TriggerSort = TriggerSort(.id), cursor: PageCursor? = nil,
    direction: Direction = .forward, limit: Int = 100, limits: TryLimits = TryLimits(), examine: Int = 20_000
  ) {
    self.filter = filter
    self.sort = sort
    self.cursor = cursor
    self.direction = direction
    self.limit = limit
    self.limits = limits
    self.examine = examine
  }
}
