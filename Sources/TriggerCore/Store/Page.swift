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

/// The order of a page. Ties are broken by id, in the same direction; missing values come last either way.
/// Text is ordered by its Unicode scalars, whatever the database's collation.
public struct TriggerSort: Hashable, Sendable {
  /// `id` and `processed` have an index, and so has `due` of what is scheduled; the others sort what a page may
  /// examine, which is all where that suffices (`Page.sortedFrom`).
  public enum Key: String, CaseIterable, Sendable { case id, type, source, tries, due, received, processed }

  public var key: Key
  public var ascending: Bool

  public init(_ key: Key, ascending: Bool = true) {
    self.key = key
    self.ascending = ascending
  }
}

/// A page of triggers, with what the list shows beside each.
public struct Page: Hashable, Sendable {
  public struct Row: Hashable, Sendable, Identifiable {
    public var record: TriggerRecord
    /// Its newest recorded failure; nil where none is recorded.
    public var lastError: AttemptError?
    /// Who is at work on it, as far as claims tell.
    public var running: RunningMark?

    public init(record: TriggerRecord, lastError: AttemptError? = nil, running: RunningMark? = nil) {
      self.record = record
      self.lastError = lastError
      self.running = running
    }

    public var id: TriggerID { record.id }
  }

  /// A row that holds what its table should not: only SQLite lets programs write such.
  public struct Unreadable: Hashable, Sendable, Identifiable {
    public var id: TriggerID
    /// Names the row, the column and the remedy.
    public var sentence: String

    public init(id: TriggerID, sentence: String) {
      self.id = id
      self.sentence = sentence
    }
  }

  /// In the sort's order, whichever direction was read.
  public var rows: [Row]
  /// Rows of the filter, among those examined, that could not be read.
  public var unreadable: [Unreadable] = []
  /// Whether more may stand on in the direction read.
  public var hasMore: Bool
  /// Where the search stopped, when it examined its share before it found `limit` matches: read on from here.
  public var scannedTo: PageCursor?
  /// The order holds only among rows from this id on; older ones follow by id, the newest first, whichever direction
  /// the sort has. Nil where the order is that of all: the sort has an index, or few rows can match.
  public var sortedFrom: TriggerID?
  /// The database's clock.
  public var at: Instant
  public var cost: Duration

  public init(
    rows: [Row], hasMore: Bool, scannedTo: PageCursor? = nil, sortedFrom: TriggerID? = nil, at: Instant, cost: Duration
  ) {
    self.rows = rows
    self.hasMore = hasMore
    self.scannedTo = scannedTo
    self.sortedFrom = sortedFrom
    self.at = at
    self.cost = cost
  }

  public var isSortedWithinWindow: Bool { sortedFrom != nil }
}

/// A place in a sorted list: a row's sort value and id. It stays valid when the row itself is gone.
public struct PageCursor: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    case integer(Int64)
    case text(String)
    case instant(Instant)
    /// The column was null; such rows come last.
    case missing
  }

  public var value: Value
  public var id: TriggerID

  public init(value: Value, id: TriggerID) {
    self.value = value
    self.id = id
  }

  /// Where `record` stands in `sort`.
  public init(_ record: TriggerRecord, in sort: TriggerSort) {
    id = record.id
    value =
      switch sort.key {
      case .id: .integer(record.id)
      case .type: .text(record.type)
      case .source: record.source.map { .text($0.text) } ?? .missing
      case .tries: .integer(Int64(record.tries))
      case .due: .instant(record.due)
      case .received: .instant(record.received)
      case .processed: record.processed.map(Value.instant) ?? .missing
      }
  }
}
