import TriggerCore

/// Unprocessed rows by type and state, as `CountStatements.unprocessed` answers.
struct UnprocessedTallies {
  private(set) var total = 0
  private(set) var states: [TriggerState: Tally] = [:]
  private(set) var types: [StateCounts.OfType] = []
  private(set) var due = Tally(0)
  private(set) var oldestDue: Instant?
  private(set) var scanned = 1.0

  init(_ result: PostgresResult) throws {
    for state in TriggerState.allCases where state.isUnprocessed { states[state] = Tally(0) }
    var byType: [[UInt8]: StateCounts.OfType] = [:]  // Swift's texts are equal where they merely look alike
    for row in result {
      guard let state = TriggerState(rawValue: try row.get(1)) else { continue }
      let type: String = try row.get(0)
      let (count, dueCount): (Int, Int) = (try row.get(2), try row.get(3))
      let oldest: Instant? = try row.get(4)
      total += count
      due.value += dueCount
      oldestDue = [oldestDue, oldest].compactMap { $0 }.min()
      states[state]?.value += count
      var entry = byType[Array(type.utf8)] ?? StateCounts.OfType(type: type, states: [:], oldestDue: nil)
      entry.states[state] = Tally(count)
      entry.oldestDue = [entry.oldestDue, oldest].compactMap { $0 }.min()
      byType[Array(type.utf8)] = entry
    }
    types = byType.values.sorted { (Self.count(of: $0), $1.type) > (Self.count(of: $1), $0.type) }
  }

  /// Marks all as lower bounds, since more rows wait than were looked at; what is rare is never extrapolated.
  ///
  /// - Parameter scheduled: counted by an index of its own, up to a cap.
  mutating func extend(estimatedTotal: Int, scheduled: Int) {
    scanned = min(1, Double(total) / Double(max(estimatedTotal, total + 1)))
    due.exactness = .atLeast
    states = states.mapValues { Tally($0.value, .atLeast) }
    if scheduled <= CountStatements.scheduledCap {
      states[.scheduled] = Tally(scheduled)
    } else {
      states[.scheduled] = Tally(max(CountStatements.scheduledCap, states[.scheduled]?.value ?? 0), .atLeast)
    }
    for index in types.indices {
      types[index].states = types[index].states.mapValues { Tally($0.value, .atLeast) }
    }
  }

  private static func count(of type: StateCounts.OfType) -> Int { type.states.values.reduce(0) { $0 + $1.value } }
}
