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
