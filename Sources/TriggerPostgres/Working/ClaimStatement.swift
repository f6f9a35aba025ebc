import TriggerCore

/// Claims in one statement. Lock order: triggers, then claims, each by ascending id.
///
/// It answers with one row at least: how many candidates there were, and a claim or nulls.
struct ClaimStatement {
  /// Rows that are looked at for the oldest, where no index has them in order; more for a large batch.
  static let window = 2_000

  let names: TableNames
  /// With the index it stays cheap at any size, and no type starves another.
  let hasDueIndex: Bool
  let encoding: ServerEncoding

  init(_ catalog: PostgresCatalog) {
    (names, hasDueIndex, encoding) = (catalog.names, catalog.hasDueIndex, catalog.encoding)
  }

  func statement(_ request: ClaimRequest, now: Instant?) -> PostgresStatement {
    var values: [PostgresValue] = [
      .instant(now), .microseconds(request.lease), .text(request.kind.rawValue), .text(request.processorID),
    ]
    let keyed = PostgresValue.bool(request.isKeyed)
    switch request.selection {
    case .due(let types):
      let types = encoding.held(types)
      values += [.texts(types), .int64(Int64(request.limit)), keyed]
      let candidates = hasDueIndex ? byType : window(isOfOneType: types.count == 1)
      return .kept(sql(candidates: candidates, onlyDue: true, isForced: false), values)
    case .forced(let ids):
      values += [.ids(ids), .int64(Int64(request.limit)), keyed]
      return PostgresStatement(sql(candidates: Self.given, onlyDue: false, isForced: true), values)
    case .named(let ids):
      values += [.ids(ids), .int64(Int64(request.limit)), keyed]
      return PostgresStatement(sql(candidates: Self.given, onlyDue: false, isForced: false), values)
    }
  }

  private static let given = "SELECT unnest($5) AS id, NULL::timestamptz AS due, 0 AS turn"

  private var now: String { SQLClock.now("$1") }

  private func sql(candidates: String, onlyDue: Bool, isForced: Bool) -> String {
    let dueAgain =
      onlyDue
      ? """
      date_processed IS NULL AND (process_after IS NULL OR process_after < \(now))
          AND trigger_type = ANY ($5)
      """
      : "true"
    return """
      WITH w AS MATERIALIZED (
      \(candidates)),
      best AS MATERIALIZED (SELECT id FROM w ORDER BY turn, due, id LIMIT $6),
      p AS MATERIALIZED (
        SELECT id, date_received, date_processed, successful, number_of_tries, process_after
        FROM \(names.trigger)
        WHERE id = ANY (ARRAY (SELECT id FROM best))
          AND \(dueAgain)
        ORDER BY id
        FOR NO KEY UPDATE SKIP LOCKED),
      i AS (
        INSERT INTO \(names.claim) AS c (
          trigger_id, received, epoch, kind, processor_id, lease_until, forced, keyed,
          seen_processed, seen_successful, seen_tries, seen_after)
        SELECT id, date_received, \(names.nextEpoch), $3, $4,
          \(now) + $2 * interval '1 microsecond', \(isForced), $7,
          date_processed, successful, number_of_tries, process_after
        FROM p
        ON CONFLICT (trigger_id) DO UPDATE SET
          received = excluded.received, epoch = excluded.epoch, kind = excluded.kind,
          processor_id = excluded.processor_id, lease_until = excluded.lease_until, started_at = NULL,
          forced = excluded.forced, keyed = excluded.keyed,
          takeovers = CASE WHEN c.received = excluded.received THEN c.takeovers ELSE 0 END,
          seen_processed = excluded.seen_processed,
          seen_successful = excluded.seen_successful, seen_tries = excluded.seen_tries,
          seen_after = excluded.seen_after
        WHERE c.received <> excluded.received\(onlyDue ? "" : " OR c.kind = 'hold'")
          OR (c.lease_until <= \(now) AND c.kind <> 'work')
          OR (c.kind = 'sent' AND (c.seen_processed, c.seen_successful, c.seen_tries, c.seen_after)
            IS DISTINCT FROM
            (excluded.seen_processed, excluded.seen_successful, excluded.seen_tries, excluded.seen_after))
        RETURNING trigger_id, epoch, takeovers, coalesce(seen_after, received) AS due)
      SELECT (SELECT count(*) FROM best), i.trigger_id, i.epoch, i.takeovers
      FROM (SELECT) AS always LEFT JOIN i ON true
      ORDER BY \(onlyDue ? "i.due, " : "")i.trigger_id
      """
  }

  /// That a trigger is due, and its type, written so that no index but that of `date_processed` serves them: the others
  /// have all that was ever processed in them, and the planner takes them where its statistics are of a time when that
  /// was little.
  static func isDue(at now: String) -> String {
    "date_processed IS NULL AND coalesce(process_after, '-infinity') < \(now)"
  }
  static let type = "trigger_type COLLATE \"C\""

  /// Whatever comes first, up to a window's size: there may be older ones beyond it.
  private func window(isOfOneType: Bool) -> String {
    let turn = isOfOneType ? "0" : turn("row_number() OVER (PARTITION BY trigger_type ORDER BY due, id)")
    return """
        SELECT id, due, \(turn) AS turn
        FROM (
          SELECT id, trigger_type, coalesce(process_after, date_received) AS due
          FROM \(names.trigger)
          WHERE \(Self.isDue(at: now)) AND \(Self.type) = ANY ($5)
            AND \(free("id", "date_received"))
          LIMIT greatest(\(Self.window), 4 * $6)) AS waiting
      """
  }

  /// When there are more than asked for, each type gets its share, one at least, before any gets more.
  private func turn(_ place: String) -> String {
    "CASE WHEN \(place) <= greatest($6 / greatest(cardinality($5), 1), 1) THEN 0 ELSE 1 END"
  }

  /// The oldest of each type, from both ends of the index: those without a time, and those whose time has come.
  private var byType: String {
    """
      SELECT id, due, \(turn("place")) AS turn
      FROM unnest($5) AS y (type)
      CROSS JOIN LATERAL (
        SELECT id, due, row_number() OVER (ORDER BY due, id) AS place FROM (
          (SELECT id, date_received AS due FROM \(names.trigger)
            WHERE date_processed IS NULL AND trigger_type = y.type AND process_after IS NULL
              AND \(free("id", "date_received"))
            ORDER BY process_after, date_received, id LIMIT $6)
          UNION ALL
          (SELECT id, process_after AS due FROM \(names.trigger)
            WHERE date_processed IS NULL AND trigger_type = y.type AND process_after < \(now)
              AND \(free("id", "date_received"))
            ORDER BY process_after, date_received, id LIMIT $6)) AS of_type
        ORDER BY due, id LIMIT $6) AS oldest
    """
  }

  /// Of a claim: true, so that claims are read by their index. Under load most of the table is what was deleted since it
  /// was last vacuumed; the index knows that without a look at each.
  static let any = "trigger_id >= \(Int64.min)"

  /// That no claim keeps a trigger out. Claims of kind sent end when what they saw is not so any more: only for those,
  /// which are few, the rows are looked up, one by one. As joins the planner could read the whole table for either.
  private func free(_ id: String, _ received: String) -> String {
    """
    (\(id), \(received)) NOT IN (
              SELECT trigger_id, received FROM \(names.claim)
              WHERE \(Self.any) AND (kind = 'work' OR (kind = 'hold' AND lease_until > \(now))))
            AND \(id) NOT IN (
              SELECT c.trigger_id FROM \(names.claim) AS c
              WHERE \(Self.any) AND c.kind = 'sent' AND c.lease_until > \(now)
                AND (
                  SELECT t.date_received = c.received
                    AND (c.seen_processed, c.seen_successful, c.seen_tries, c.seen_after)
                      IS NOT DISTINCT FROM (t.date_processed, t.successful, t.number_of_tries, t.process_after)
                  FROM \(names.trigger) AS t WHERE t.id = c.trigger_id))
    """
  }
}
