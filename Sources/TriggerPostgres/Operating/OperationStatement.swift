import TriggerCore

/// An operation on some triggers as statements of one transaction, sent in one round trip.
///
/// The rows are locked first, by ascending id, so that the statement that acts sees every claim made until then.
struct OperationStatement {
  /// What is to become of the targets.
  enum Work {
    /// Each row's new progress, in the order of the targets; nil refuses.
    case progress([Progress?], endsSent: Bool)
    /// Nothing yet: which may go is only found out, under lock.
    case deletion
  }

  let targets: [Target]
  let work: Work
  let catalog: PostgresCatalog
  private let now: Instant
  var parameters = ParameterList()

  /// - Parameter now: the database's clock.
  static func statements(
    _ work: Work, on targets: [Target], catalog: PostgresCatalog, now: Instant, entry: JournalEntry
  ) -> [PostgresStatement] {
    var statement = OperationStatement(targets: targets, work: work, catalog: catalog, now: now)
    let sql = statement.sql(entry)
    return statement.locks + [PostgresStatement(sql, statement.parameters.values)]
  }

  private init(targets: [Target], work: Work, catalog: PostgresCatalog, now: Instant) {
    (self.targets, self.work, self.catalog, self.now) = (targets, work, catalog, now)
  }

  var names: TableNames { catalog.names }
  var hasSideTables: Bool { catalog.sideTables != nil }

  private var isDeletion: Bool { if case .deletion = work { true } else { false } }

  private var endsSent: Bool { if case .progress(_, let endsSent) = work { endsSent && hasSideTables } else { false } }

  private var locks: [PostgresStatement] {
    let ids = PostgresValue.ids(targets.map(\.id))
    let strength = isDeletion ? "UPDATE" : "NO KEY UPDATE"
    var statements = [
      PostgresStatement(PostgresExtra.ownWrite),
      PostgresStatement("SELECT FROM \(names.trigger) WHERE id = ANY ($1) ORDER BY id FOR \(strength)", [ids]),
    ]
    if isDeletion || endsSent, hasSideTables {
      statements.append(
        PostgresStatement(
          "SELECT FROM \(names.claim) WHERE trigger_id = ANY ($1) ORDER BY trigger_id FOR UPDATE", [ids]))
    }
    return statements
  }

  /// It answers in the order of the targets: result, the journal's entry, the running mark, the row as it stood, and its
  /// progress now.
  private mutating func sql(_ entry: JournalEntry) -> String {
    var expressions = [requested()]
    switch work {
    case .progress(let progress, _):
      expressions += [guarded(), update(to: progress)]
      if endsSent { expressions.append(sentEnd) }
    case .deletion: expressions += [guarded(), Self.unchanged]
    }
    let isNoted = hasSideTables && !isDeletion
    if isNoted { expressions += entry.expressions(names, &parameters) }
    return """
      WITH \(expressions.joined(separator: ",\n"))
      SELECT \(Self.result), \(isNoted ? "action.id" : "NULL::bigint"),
        g.kind, g.processor, g.started_at, g.lease_until, \(TriggerRecord.columns(of: "g")),
        u.date_processed, u.process_after, u.number_of_tries, u.successful
      FROM r LEFT JOIN g USING (ordinal) LEFT JOIN u USING (ordinal)\(isNoted ? " CROSS JOIN action" : "")
      ORDER BY r.ordinal
      """
  }

  /// What became of a target: of what may be done, `u` has what was.
  static let result = """
    CASE WHEN g.result = 'done' AND u.ordinal IS NULL THEN 'kept' ELSE coalesce(g.result, 'missing') END
    """

  private static let unchanged = "u AS (SELECT * FROM g)"

  private mutating func requested() -> String {
    let places = [
      .ids(targets.map(\.id)), .instants(targets.map(\.received)), .instants(targets.map(\.seen.processed)),
      .bools(targets.map(\.seen.successful)), .int64s(targets.map { Int64($0.seen.tries) }),
      .instants(targets.map(\.seen.after)), .bools(makesSense),
    ].map { parameters.add($0) }
    return """
      r AS MATERIALIZED (
        SELECT * FROM unnest(\(places.joined(separator: ", "))) WITH ORDINALITY AS r (
          id, received, seen_processed, seen_successful, seen_tries, seen_after, makes_sense, ordinal))
      """
  }

  private var makesSense: [Bool] {
    if case .progress(let progress, _) = work { progress.map { $0 != nil } } else { targets.map { _ in true } }
  }

  /// The rows as they are now, with what is to become of them.
  private mutating func guarded() -> String {
    let noClaim = """
      (SELECT NULL::text AS kind, NULL::text AS processor, NULL::timestamptz AS started_at,
        NULL::timestamptz AS lease_until)
      """
    return """
      g AS MATERIALIZED (
        SELECT r.ordinal, \(TriggerRecord.columns(of: "t")), c.*, CASE
          WHEN c.kind IS NOT NULL THEN 'running'
          WHEN (t.date_processed, t.successful, t.number_of_tries, t.process_after)
            IS DISTINCT FROM (r.seen_processed, r.seen_successful, r.seen_tries, r.seen_after) THEN 'changed'
          WHEN NOT r.makes_sense THEN 'refused'
          ELSE 'done' END AS result
        FROM r
        JOIN \(names.trigger) AS t ON t.id = r.id AND t.date_received = r.received
        LEFT JOIN LATERAL \(hasSideTables ? liveClaim() : noClaim) AS c ON true)
      """
  }

  private mutating func liveClaim() -> String {
    """
    (
          SELECT c.kind, p.host || ':' || p.pid AS processor, \(names.started) AS started_at, c.lease_until
          FROM \(names.claim) AS c
          LEFT JOIN \(names.processor) AS p ON p.id = c.processor_id
          WHERE c.trigger_id = t.id AND c.received = t.date_received AND c.kind <> 'hold'\(endsSent ? " AND c.kind <> 'sent'" : "")
            AND c.lease_until > \(parameters.add(.instant(now)))
          LIMIT 1)
    """
  }

  private var sentEnd: String {
    """
    s AS (
      DELETE FROM \(names.claim) AS c USING u WHERE c.trigger_id = u.id AND c.kind = 'sent')
    """
  }

  private mutating func update(to progress: [Progress?]) -> String {
    let progress = zip(targets, progress).map { $1 ?? $0.seen }
    let places = [
      .instants(progress.map(\.processed)), .bools(progress.map(\.successful)),
      .int64s(progress.map { Int64($0.tries) }), .instants(progress.map(\.after)),
    ].map { parameters.add($0) }
    return """
      u AS (
        UPDATE \(names.trigger) AS t SET
          date_processed = n.processed, successful = n.successful, number_of_tries = n.tries, process_after = n.after
        FROM g
        JOIN unnest(\(places.joined(separator: ", "))) WITH ORDINALITY AS n (
          processed, successful, tries, after, ordinal) USING (ordinal)
        WHERE t.id = g.id AND g.result = 'done'
        RETURNING g.ordinal, \(Progress.journalSQL("g")) AS before, \(Progress.journalSQL("t")) AS after,
          t.id, t.date_processed, t.process_after, t.number_of_tries, t.successful)
      """
  }
}
