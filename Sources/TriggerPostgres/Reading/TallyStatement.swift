import TriggerCore

/// How many rows match a filter.
struct TallyStatement {
  let filter: TriggerFilter
  let limits: TryLimits
  let now: Instant?
  let catalog: PostgresCatalog

  /// One for each part of the filter that an index answers, then the newest rows of all: the rows looked at, at most one
  /// more than may be examined, then the matches. The first that does not look at more than it may tells the number
  /// exactly.
  func bounded(by examine: Int) -> [PostgresStatement] {
    var ignored = ParameterList()
    let parts = condition(&ignored).indexed(&ignored).count
    return (0...parts).map { part in
      var parameters = ParameterList()
      let condition = condition(&parameters)
      let indexed = condition.indexed(&parameters)
      let examined =
        part < parts
        ? indexed[part].rows(of: catalog.trigger, limit: examine + 1)
        : "SELECT \(TriggerRecord.columns) FROM \(catalog.trigger) ORDER BY id DESC LIMIT \(examine + 1)"
      let matches = condition.sql(&parameters)
      return PostgresStatement(
        "SELECT count(*), count(*) FILTER (WHERE \(matches)) FROM (\n\(examined)) AS examined", parameters.values)
    }
  }

  /// Exactly, however many there are.
  var whole: PostgresStatement {
    var parameters = ParameterList()
    let condition = condition(&parameters)
    // They follow from the filter; said once more, indexes can answer them.
    let conditions = condition.indexed(&parameters).map(\.sql) + [condition.sql(&parameters)]
    return PostgresStatement(
      "SELECT count(*) FROM \(catalog.trigger) WHERE \(conditions.joined(separator: "\n  AND "))", parameters.values)
  }

  /// All rows, by the statistics; no row or less than nothing where there are none.
  static let estimate = "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass($1)"

  private func condition(_ parameters: inout ParameterList) -> FilterCondition {
    let now = SQLClock.now(parameters.add(.instant(now)))
    let warning = parameters.add(.int64(Int64(limits.warning)))
    return FilterCondition(
      filter: filter, states: StateCondition(warning: warning, now: now), now: now,
      hasFailedIndex: catalog.hasFailedIndex, encoding: catalog.encoding)
  }
}
