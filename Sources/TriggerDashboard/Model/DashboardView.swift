import TriggerCore

/// What the list shows. Raw values are the names for `:view` and the command line.
public enum DashboardView: String, CaseIterable, Hashable, Sendable {
  /// What an operator is needed for: failing, warned, and given up lately.
  case attention
  case pending, scheduled, failing, warned, failed, succeeded, all

  /// Empty is every state.
  var states: Set<TriggerState> {
    switch self {
    case .attention: [.failing, .warned, .failed]
    case .pending: [.pending]
    case .scheduled: [.scheduled]
    case .failing: [.failing]
    case .warned: [.warned]
    case .failed: [.failed]
    case .succeeded: [.succeeded]
    case .all: []
    }
  }

  func filter(_ windows: CountWindows) -> TriggerFilter {
    TriggerFilter(states: states, processedWithin: processedWithin(windows))
  }

  private func processedWithin(_ windows: CountWindows) -> Duration? {
    switch self {
    case .attention, .failed: windows.failed
    case .succeeded: windows.done
    default: nil
    }
  }

  /// How far back it looks for what is processed: `24h`; nil where it has no such rows, or has all of them.
  func windowLabel(_ windows: CountWindows) -> String? {
    switch self {
    case .attention, .failed: windows.failedLabel
    case .succeeded: windows.doneLabel
    default: nil
    }
  }

  /// The order in which it is most useful: what is worst, or next, or newest, first.
  var sort: TriggerSort {
    switch self {
    case .attention, .failing, .warned: TriggerSort(.tries, ascending: false)
    case .pending, .scheduled: TriggerSort(.due)
    case .failed, .succeeded: TriggerSort(.processed, ascending: false)
    case .all: TriggerSort(.id, ascending: false)
    }
  }

  func neighbour(_ offset: Int) -> DashboardView {
    let all = Self.allCases
    let index = (all.firstIndex(of: self) ?? 0) + offset
    return all[(index % all.count + all.count) % all.count]
  }
}
