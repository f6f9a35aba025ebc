/// What a dashboard needs: reading only, so that a role with nothing but SELECT or a replica is enough.
///
/// Every call is bounded in time and throws `StoreError`. `now` is nil for the database's clock; tests pass
/// their own.
public protocol TriggerReader: Sendable {
  /// One or two queries.
  func facts() async throws -> StoreFacts
  /// Two or three queries of bounded cost; beyond the bounds two more, for as long as the query allows.
  func counts(_ query: CountQuery, now: Instant?) async throws -> StateCounts
  /// How many rows a filter matches: exact where no more than `examine` rows have to be looked at to know, or where the
  /// database can count them within `exactWithin`; else at least so many, or of the filter that matches all an
  /// estimate. Up to six queries, each bounded by `examine` but one, which is bounded by that time.
  func count(
    _ filter: TriggerFilter, limits: TryLimits, examine: Int, exactWithin: Duration, now: Instant?
  ) async throws -> Tally
  /// One query, and one more each for claims and errors where side tables exist.
  func page(_ query: PageQuery, now: Instant?) async throws -> Page
  /// Nil where there is no such trigger. A handful of queries by key.
  func detail(of id: TriggerID, now: Instant?) async throws -> TriggerDetail?
  /// The data of those that have some. By default a `detail` each; a store that can takes one query a table.
  /// - Throws: `StoreError`, also where the data of one can't be read.
  func data(of ids: [TriggerID]) async throws -> [TriggerID: TriggerData]
  /// The table in which triggers of a type have their data: that of those there are, else the one that Django would call
  /// so. Nil where none is known, or where the store's map of types to tables says.
  /// - Throws: `StoreError.refused` where several may be meant.
  func table(ofType type: String) async throws -> String?
  /// Those of the ids that exist, ascending. One query.
  func records(ids: [TriggerID]) async throws -> [TriggerRecord]
  /// Empty without side tables. Two queries.
  func processors(now: Instant?) async throws -> ProcessorOverview
  /// Rows that hang on these triggers, found through the catalog, and their attempts and payloads. One query a table.
  func dependents(of ids: [TriggerID]) async throws -> Dependents
}

extension TriggerReader {
  public func data(of ids: [TriggerID]) async throws -> [TriggerID: TriggerData] {
    var data: [TriggerID: TriggerData] = [:]
    for id in ids {
      let detail = try await detail(of: id, now: nil)
      try detail?.checkReadable()
      data[id] = detail?.data
    }
    return data
  }

  public func table(ofType type: String) async throws -> String? { nil }
}

extension TriggerDetail {
  /// - Throws: `StoreError.failed` where there may be data that can't be read.
  func checkReadable() throws(StoreError) {
    guard let problem = dataProblem else { return }
    throw .failed("The data of trigger \(row.id) can't be read: \(problem)\(problem.hasSuffix(".") ? "" : ".")")
  }
}

/// All that is known of one trigger.
public struct TriggerDetail: Hashable, Sendable {
  public var row: Page.Row
  /// Its own table's row or its payload, nil where it has none.
  public var data: TriggerData?
  /// The table `data` was read from; several, where they inherit from each other; nil for a payload.
  public var dataTable: String?
  /// Why its data, if it has some, can't be read; nil where nothing is in the way.
  public var dataProblem: String?
  /// Newest first, at most 100.
  public var attempts: [Attempt]
  /// `djtriggers_triggerresult`, oldest first, at most 100.
  public var results: [String]
  /// What operators did to it, newest first, at most 100.
  public var actions: [ActionRecord]
  public var at: Instant

  public init(
    row: Page.Row, data: TriggerData? = nil, dataTable: String? = nil,
    dataProblem: String? = nil, attempts: [Attempt] = [], results: [String] = [], actions: [ActionRecord] = [],
    at: Instant
  ) {
    self.row = row
    self.data = data
    self.dataTable = dataTable
    self.dataProblem = dataProblem
    self.attempts = attempts
    self.results = results
    self.actions = actions
    self.at = at
  }
}

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
