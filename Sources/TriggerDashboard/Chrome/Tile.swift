import TerminalUI
import TriggerCore

/// The count of one state, with its trend.
struct Tile {
  let state: TriggerState
  /// `FAILED 24h`.
  let label: String
  let view: DashboardView

  static func all(_ windows: CountWindows) -> [Tile] {
    [
      Tile(state: .pending, label: "PENDING", view: .pending),
      Tile(state: .scheduled, label: "SCHEDULED", view: .scheduled),
      Tile(state: .failing, label: "FAILING", view: .failing),
      Tile(state: .warned, label: "WARNED", view: .warned),
      Tile(state: .failed, label: "FAILED \(windows.failedLabel)", view: .failed),
      Tile(state: .succeeded, label: "DONE \(windows.doneLabel)", view: .succeeded),
    ]
  }

  /// Columns at least: the label, or `≥50,001 ▲999`.
  var width: Int { max(label.count, state == .failed || state == .pending ? 10 : 9) }

  func value(_ counts: StateCounts?, _ trends: Trends, isStale: Bool) -> [Span] {
    guard let tally = counts.map({ $0.states[state] ?? Tally(0) }) else { return [Span("…", .muted)] }
    let role: Role = isStale ? .stale : tally.value == 0 ? .muted : Role(state)
    let number = Span(tally.text, role)
    guard let change = trends.change(of: state), change != 0 else { return [number] }
    // More of what is wrong is bad news; more of what is done is not news at all.
    let isBad = change > 0 && [.failing, .warned, .failed].contains(state)
    return [number, Span(" \(change > 0 ? "▲" : "▼")\(abs(change).grouped)", isBad ? .failed : .muted)]
  }
}
