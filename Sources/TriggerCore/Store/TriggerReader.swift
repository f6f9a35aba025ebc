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
