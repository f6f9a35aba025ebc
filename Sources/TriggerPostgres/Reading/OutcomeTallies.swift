import TriggerCore

/// Outcomes within the windows asked for, as `CountStatements.outcomes` answers.
struct OutcomeTallies {
  var failed: Tally
  let succeeded: Tally
  let lastMinute: Tally
  /// The database's clock.
  let at: Instant

  /// Whether one of them is but a lower bound.
  var isCut: Bool { [failed, succeeded, lastMinute].contains { $0.exactness != .exact } }

  /// - Parameter isCapped: whether no more than `outcomeCap` were looked at.
  init(_ row: PostgresRow, _ query: CountQuery, isCapped: Bool) throws {
    let at: Instant = try row.get(5)
    let looked: Int = try row.get(3)
    let oldest: Instant? = try row.get(4)
    func tally(_ count: Int, within window: Duration) -> Tally {
      let isCut = isCapped && looked > CountStatements.outcomeCap && oldest.map { $0 > at - window } ?? false
      return Tally(count, isCut ? .atLeast : .exact)
    }
    self.at = at
    failed = tally(try row.get(0), within: query.failedWindow)
    succeeded = tally(try row.get(1), within: query.doneWindow)
    lastMinute = tally(try row.get(2), within: .minutes(1))
  }
}
