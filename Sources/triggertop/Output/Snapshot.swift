import TriggerCore

/// The counts at one moment, for a place without a terminal.
struct Snapshot {
  let queue: Queue
  let counts: StateCounts

  var lines: [String] {
    var lines = ["\(queue.facts.name) (\(queue.facts.kind.rawValue)) at \(counts.at.iso8601)"]
    for state in TriggerState.allCases {
      let window = state == .failed ? " (24h)" : state == .succeeded ? " (1h)" : ""
      let count = counts.states[state].map(\.text) ?? "0"
      lines.append("\(state.rawValue + window)".padded(to: 16) + count)
    }
    lines.append("due".padded(to: 16) + counts.due.text)
    // Among rows that were not looked at another may wait longer.
    let sign = counts.scanned < 1 ? "≥ " : ""
    let oldest = counts.oldestDue.map { sign + counts.at.since($0).long } ?? (counts.due.isUnknown ? "?" : "–")
    lines.append("oldest due".padded(to: 16) + oldest)
    return lines
  }

  /// One object: counts by state as in `lines`, null where nothing is known, with those that are not exact named, and
  /// since when the oldest due trigger waits.
  var json: String {
    let tallies = TriggerState.allCases.map { ($0.rawValue, counts.states[$0] ?? Tally(0)) } + [("due", counts.due)]
    return DataValue.object(
      [.init("queue", .text(queue.facts.name)), .init("at", .instant(counts.at))]
        + tallies.map { .init($0, $1.isUnknown ? .null : .integer(Int64($1.value))) }
        + [
          .init("oldest_due", counts.oldestDue.map(DataValue.instant) ?? .null),
          .init("inexact", .array(tallies.filter { $1.exactness != .exact }.map { .text($0.0) })),
        ]
    ).json
  }
}

extension Tally {
  /// With the sign of how exact it is: `≥ 10001`; `?` where nothing is known.
  fileprivate var text: String {
    if isUnknown { return "?" }
    return switch exactness {
    case .exact: "\(value)"
    case .atLeast: "≥ \(value)"
    case .estimate: "≈ \(value)"
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
