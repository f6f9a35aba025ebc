/// Unprocessed rows by type and state, as a driver adds them up.
package struct UnprocessedTallies: Sendable {
  package private(set) var total = 0
  package private(set) var states: [TriggerState: Tally] = [:]
  package private(set) var due = Tally(0)
  package private(set) var oldestDue: Instant?
  /// Of the unprocessed rows, from 0 to 1.
  package private(set) var scanned = 1.0
  private var byType: [[UInt8]: StateCounts.OfType] = [:]  // Swift's texts are equal where they merely look alike

  package init() {
    for state in TriggerState.allCases where state.isUnprocessed { states[state] = Tally(0) }
  }

  /// Busiest first.
  package var types: [StateCounts.OfType] {
    byType.values.sorted { (Self.count(of: $0), $1.type) > (Self.count(of: $1), $0.type) }
  }

  /// - Parameter due: how many of them are due.
  package mutating func add(type: String, state: TriggerState, count: Int, due: Int, oldestDue: Instant?) {
    total += count
    self.due.value += due
    self.oldestDue = [self.oldestDue, oldestDue].compactMap(\.self).min()
    states[state]?.value += count
    var entry = byType[Array(type.utf8)] ?? StateCounts.OfType(type: type, states: [:], oldestDue: nil)
    entry.states[state, default: Tally(0)].value += count
    entry.due.value += due
    entry.oldestDue = [entry.oldestDue, oldestDue].compactMap(\.self).min()
    byType[Array(type.utf8)] = entry
  }

  /// Makes all of them lower bounds, since more rows wait than were looked at; what is rare is never extrapolated.
  ///
  /// - Parameter all: how many wait, as far as is known.
  package mutating func cut(of all: Int) {
    scanned = min(1, Double(total) / Double(max(all, total + 1)))
    due.exactness = .atLeast
    for state in states.keys { states[state]?.exactness = .atLeast }
    for key in byType.keys {
      for state in TriggerState.allCases { byType[key]?.states[state]?.exactness = .atLeast }
      byType[key]?.due.exactness = .atLeast
    }
  }

  /// Of one state that was counted on its own.
  package mutating func know(_ state: TriggerState, _ tally: Tally) {
    let seen = states[state]?.value ?? 0
    states[state] = tally.exactness == .exact ? tally : Tally(max(tally.value, seen), tally.exactness)
  }

  private static func count(of type: StateCounts.OfType) -> Int { type.states.values.reduce(0) { $0 + $1.value } }
}
