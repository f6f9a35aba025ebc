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

  /// Columns at least: all six and the pace fill 80.
  var width: Int {
    switch state {
    case .scheduled, .failed: 10
    case .pending: 9
    case .failing: 8
    case .warned, .succeeded: 7
    }
  }

  /// The count and its trend, in as much detail as fits.
  func value(_ counts: StateCounts?, _ trends: Trends, isStale: Bool, width: Int) -> [Span] {
    guard let tally = counts?.states[state] else { return [Span("…", .muted)] }
    // Zero is calm; what is not known is not.
    let role: Role = isStale || tally.isUnknown ? .stale : tally.value == 0 ? .muted : Role(state)
    let trend = trend(trends)
    var candidates = [[Span(tally.text, role)] + trend, [Span(tally.short, role)] + trend, [Span(tally.text, role)]]
    if let age = tally.ageText {
      let (number, age) = (tally.ageless, Span(" \(age)", .muted))
      candidates = [
        [Span(number.text, role), age] + trend, [Span(number.text, role), age], [Span(number.short, role), age],
        [Span(tally.text, role)],
      ]
    }
    return candidates.first { $0.displayWidth <= width } ?? [Span(tally.short, role)]
  }

  /// `▲38`, by how much it changed within a minute.
  private func trend(_ trends: Trends) -> [Span] {
    guard let change = trends.change(of: state), change != 0 else { return [] }
    // More of what is wrong is bad news; more of what is done is not news at all.
    let isBad = change > 0 && [.failing, .warned, .failed].contains(state)
    return [Span(" \(change > 0 ? "▲" : "▼")\(Tally(abs(change)).short)", isBad ? .failed : .muted)]
  }
}
