import TriggerCore

/// How many of the rows that one index finds match a filter, of at most one row more than may be examined: the rows
/// looked at, then the matches.
enum TallyStatement {
  /// One for each part of the filter that an index answers, then the newest rows of all. The first that does not look
  /// at more than it may tells the number exactly.
  static func all(
    for filter: TriggerFilter, limits: TryLimits, examine: Int, now: Instant?, trigger: String
  ) -> [PostgresStatement] {
    var ignored = ParameterList()
    let parts = condition(filter, limits, now, &ignored).indexed(&ignored).count
    return (0...parts).map { part in
      var parameters = ParameterList()
      let condition = condition(filter, limits, now, &parameters)
      let indexed = condition.indexed(&parameters)
      let source = part < parts ? "WHERE \(indexed[part])" : "ORDER BY id DESC"
      let matches = condition.sql(&parameters)
      return PostgresStatement(
        """
        SELECT count(*), count(*) FILTER (WHERE \(matches))
        FROM (SELECT \(TriggerRecord.columns) FROM \(trigger) \(source) LIMIT \(examine + 1)) AS examined
        """, parameters.values)
    }
  }

  /// All rows, by the statistics; no row or less than nothing where there are none.
  static let estimate = "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass($1)"

  private static func condition(
    _ filter: TriggerFilter, _ limits: TryLimits, _ now: Instant?, _ parameters: inout ParameterList
  ) -> FilterCondition {
    let now = SQLClock.now(parameters.add(.instant(now)))
    let warning = parameters.add(.int64(Int64(limits.warning)))
    return FilterCondition(filter: filter, states: StateCondition(warning: warning, now: now), now: now)
  }
}
