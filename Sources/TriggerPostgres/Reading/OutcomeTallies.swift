import TriggerCore

/// Outcomes within the windows asked for, as `CountStatements.outcomes` answers.
struct OutcomeTallies {
  let failed: Tally
  let succeeded: Tally
  let lastMinute: Tally
  /// The database's clock.
  let at: Instant

  init(_ row: PostgresRow, _ query: CountQuery) throws {
    let at: Instant = try row.get(5)
    let looked: Int = try row.get(3)
    let oldest: Instant? = try row.get(4)
    func tally(_ count: Int, within window: Duration) -> Tally {
      let isCut = looked > CountStatements.outcomeCap && oldest.map { $0 > at - window } ?? false
      return Tally(count, isCut ? .atLeast : .exact)
    }
    self.at = at
    failed = tally(try row.get(0), within: query.failedWindow)
    succeeded = tally(try row.get(1), within: query.doneWindow)
    lastMinute = tally(try row.get(2), within: .minutes(1))
  }
}
