import TerminalUI
import TriggerCore

/// A trigger's detail as text, a fact a line.
struct DetailText {
  private(set) var lines: [String] = []

  init(_ detail: TriggerDetail, limits: TryLimits) {
    let record = detail.row.record
    let state = record.state(limits: limits, now: detail.at)
    add("id", "\(record.id)")
    add("type", record.type)
    add("source", record.source?.text)
    add("state", state.rawValue)
    add("tries", "\(record.tries) (warned above \(limits.warning), given up at \(limits.error))")
    add("received", record.received.iso8601)
    add("due", state.isUnprocessed ? record.due.iso8601 : nil)
    add("processed", record.processed?.iso8601)
    if let running = detail.row.running, running.isHeld(at: detail.at) {
      add("running", "by \(running.processor ?? "an unknown processor") until \(running.leaseUntil.iso8601)")
    }
    if let data = detail.data {
      add("data", detail.dataTable.map { "in \($0)" } ?? "payload")
      for field in data.fields { add("  \(field.name)", field.value.plain) }
    }
    add("data", detail.dataProblem)
    for attempt in detail.attempts { add(attempt) }
    for result in detail.results { add("result", result) }
    for action in detail.actions {
      add("action", "\(action.at.iso8601) \(action.verb) by \(action.by.name)@\(action.by.host)")
    }
  }

  private mutating func add(_ attempt: Attempt) {
    let place = attempt.processor.map { " on \($0)" } ?? ""
    add(
      "attempt",
      "\(attempt.number) \(attempt.outcome.rawValue) \(attempt.started.iso8601)\(place) after \(attempt.duration)")
    guard let error = attempt.error else { return }
    add("  \(error.type)", error.message)
    for line in error.backtrace?.sanitisedLines ?? [] { add("", line) }
  }

  /// Further lines of a value stand below its first.
  private mutating func add(_ name: String, _ value: String?) {
    guard let value else { return }
    for (index, line) in value.sanitisedLines.enumerated() {
      let label = index == 0 ? name.sanitised : ""
      lines.append(label + String(repeating: " ", count: max(1, 12 - label.displayWidth)) + line)
    }
  }
}
