import TriggerCore

extension PostgresStore {
  public func finish(_ finishes: [Finish]) async throws -> [FinishResult] {
    guard !finishes.isEmpty else { return [] }
    let catalog = try await catalogForWork()
    // An end that comes twice is recorded once; the second then finds its claim gone.
    var known: Set<Claim> = []
    let once = finishes.indices.filter { known.insert(finishes[$0].claim).inserted }
    let indices = once.sorted { finishes[$0].claim.id < finishes[$1].claim.id }
    let statement = FinishStatement.statement(indices.map { finishes[$0] }, catalog)
    let rows = try await record { try $0.runLastByKey(.kept(PostgresExtra.ownWrite), statement)[1] }
    var answers = Array(repeating: FinishResult.stale, count: finishes.count)
    for index in indices { answers[index] = .recorded }
    for row in rows {
      let index = indices[try row.get(0, as: Int.self) - 1]
      switch try row.get(1, as: String.self) {
      case "stale": answers[index] = .stale
      case "busy": answers[index] = .busy
      default: answers[index] = .changed(try TriggerRecord(row: row, at: 2))
      }
    }
    return answers
  }
}

/// A column of the ends as they are sent.
private struct Column {
  enum Use {
    /// Finds the claim.
    case key
    /// What was seen, and what is written instead.
    case progress
    /// Written beside.
    case record
  }

  let name: String
  let place: String
  let use: Use
}

/// Records ends of attempts in one statement. Lock order: each trigger, then its claim, by ascending id, in which the
/// ends are given. A trigger that somebody else's transaction has locked is passed over; a claim is waited for, since
/// only our own renewals lock it.
///
/// No two parts of unknown size are joined: the planner takes either for one row and would compare each with each.
enum FinishStatement {
  /// It answers with ordinal, `changed`, `busy` or `stale`, and where it was changed the row as it stands; what is absent
  /// was recorded.
  static func statement(_ finishes: [Finish], _ catalog: PostgresCatalog) -> PostgresStatement {
    let encoding = catalog.encoding
    let hasAttempts = finishes.contains { $0.attempt != nil }
    let asksForLater = finishes.contains { $0.attempt?.outcome == .later }
    let hasResults = finishes.contains { !$0.results.isEmpty }
    let keepsSome = finishes.contains(where: \.keepsTakeovers)
    var parameters = ParameterList()
    var columns: [Column] = []
    func add(_ name: String, _ use: Column.Use, _ value: PostgresValue) {
      columns.append(Column(name: name, place: parameters.add(value), use: use))
    }
    add("id", .key, .ids(finishes.map(\.claim.id)))
    add("epoch", .key, .int64s(finishes.map(\.claim.epoch)))
    add("seen_processed", .progress, .instants(finishes.map(\.seen.processed)))
    add("seen_successful", .progress, .bools(finishes.map(\.seen.successful)))
    add("seen_tries", .progress, .int64s(finishes.map { Int64($0.seen.tries) }))
    add("seen_after", .progress, .instants(finishes.map(\.seen.after)))
    add("processed", .progress, .instants(finishes.map(\.progress.processed)))
    add("worked", .progress, .bools(finishes.map(\.progress.successful)))
    add("tries", .progress, .int64s(finishes.map { Int64($0.progress.tries) }))
    add("after", .progress, .instants(finishes.map(\.progress.after)))
    if keepsSome { add("keeps", .record, .bools(finishes.map(\.keepsTakeovers))) }
    if hasAttempts {
      let attempts = finishes.map(\.attempt)
      add("number", .record, .int64s(attempts.map { ($0?.number).map(Int64.init) }))
      add("processor", .record, .texts(attempts.map { ($0?.processor).map(encoding.fitted) }))
      add("started_at", .record, .instants(attempts.map(\.?.started)))
      add("duration", .record, .int64s(attempts.map(\.?.duration.microseconds)))
      add("outcome", .record, .texts(attempts.map(\.?.outcome.rawValue)))
      add("error_type", .record, .texts(attempts.map { ($0?.error?.type).map(encoding.fitted) }))
      add("message", .record, .texts(attempts.map { ($0?.error?.message).map(encoding.fitted) }))
      add("backtrace", .record, .texts(attempts.map { ($0?.error?.backtrace).map(encoding.fitted) }))
    }
    if hasResults {
      let results = finishes.map { finish in
        finish.results.isEmpty
          ? nil : DataValue.array(finish.results.map { .text(encoding.withoutNUL($0)) }).json
      }
      add("results", .record, .texts(results))
    }
    let sql = sql(
      catalog.names, columns,
      additions: [
        asksForLater ? repetitions(catalog.names) : "",
        hasAttempts ? attempts(catalog.names, besides: asksForLater ? "repeated" : nil) : "",
        hasResults ? results(catalog.names) : "", keepsSome ? holds(catalog.names) : "",
      ].joined(), keepsSome: keepsSome)
    return .kept(sql, parameters.values)
  }

  private static func sql(
    _ names: TableNames, _ columns: [Column], additions: String, keepsSome: Bool
  ) -> String {
    let kept = columns.filter { $0.use != .key }.map { "r.\($0.name)" }.joined(separator: ", ")
    let extra = columns.filter { $0.use == .record }.map { ", g.\($0.name)" }.joined()
    return """
      WITH r AS MATERIALIZED (
        SELECT * FROM unnest(\(columns.map(\.place).joined(separator: ", "))) WITH ORDINALITY AS r (
          \(columns.map(\.name).joined(separator: ", ")), ordinal)),
      g AS MATERIALIZED (
        SELECT r.ordinal, r.epoch, \(kept), \(TriggerRecord.columns(of: "t"))
        FROM r
        CROSS JOIN LATERAL (
          SELECT * FROM \(names.trigger) WHERE id = r.id FOR NO KEY UPDATE SKIP LOCKED) AS t
        CROSS JOIN LATERAL (
          SELECT FROM \(names.claim)
          WHERE trigger_id = r.id AND epoch = r.epoch AND received = t.date_received
          FOR NO KEY UPDATE) AS c),
      u AS (
        UPDATE \(names.trigger) AS t SET
          date_processed = g.processed, successful = g.worked, number_of_tries = g.tries, process_after = g.after
        FROM g
        WHERE t.id = g.id
          AND (t.date_processed, t.successful, t.number_of_tries, t.process_after)
            IS NOT DISTINCT FROM (g.seen_processed, g.seen_successful, g.seen_tries, g.seen_after)
        RETURNING g.ordinal, t.id, t.date_received, g.epoch\(extra)),
      \(additions)d AS (
        DELETE FROM \(names.claim) AS c USING u WHERE c.trigger_id = u.id\(keepsSome ? " AND NOT u.keeps" : ""))
      SELECT ordinal, 'changed', \(TriggerRecord.columns(of: "g")) FROM g WHERE ordinal NOT IN (SELECT ordinal FROM u)
      UNION ALL
      SELECT ordinal,
        CASE WHEN (
          SELECT (SELECT t.date_received = c.received FROM \(names.trigger) AS t WHERE t.id = c.trigger_id)
          FROM \(names.claim) AS c WHERE c.trigger_id = r.id AND c.epoch = r.epoch) THEN 'busy' ELSE 'stale' END,
        \(TriggerRecord.noColumns)
      FROM r
      WHERE ordinal NOT IN (SELECT ordinal FROM g)
      """
  }

  /// Where a trigger only goes on waiting (`ProcessLater`), its newest attempt tells of the last time.
  private static func repetitions(_ names: TableNames) -> String {
    """
    repeated AS (
      UPDATE \(names.attempt) AS p SET
        epoch = u.epoch, processor = u.processor, started_at = u.started_at,
        duration = u.duration * interval '1 microsecond'
      FROM u
      WHERE u.outcome = 'later' AND p.id = (SELECT max(id) FROM \(names.attempt) WHERE trigger_id = u.id)
        AND p.outcome = 'later' AND p.number = u.number AND p.received = u.date_received
      RETURNING p.trigger_id),

    """
  }

  private static func attempts(_ names: TableNames, besides repeated: String?) -> String {
    """
    a AS (
      INSERT INTO \(names.attempt) (
        trigger_id, received, epoch, number, processor, started_at, duration, outcome, error_type, message, backtrace)
      SELECT id, date_received, epoch, number, processor, started_at, duration * interval '1 microsecond', outcome,
        error_type, message, backtrace
      FROM u WHERE number IS NOT NULL\(repeated.map { " AND id NOT IN (SELECT trigger_id FROM \($0))" } ?? "")),

    """
  }

  private static func results(_ names: TableNames) -> String {
    """
    x AS (
      INSERT INTO \(names.result) (trigger_id, result)
      SELECT u.id, e.result
      FROM u CROSS JOIN LATERAL json_array_elements_text(u.results::json) WITH ORDINALITY AS e (result, place)
      ORDER BY u.ordinal, e.place),

    """
  }

  /// A processor was lost with it: whoever claims it next is to know.
  private static func holds(_ names: TableNames) -> String {
    """
    h AS (
      UPDATE \(names.claim) AS c SET
        kind = 'hold', epoch = \(names.nextEpoch), processor_id = NULL, started_at = NULL,
        lease_until = '-infinity'
      FROM u WHERE c.trigger_id = u.id AND u.keeps),

    """
  }
}
