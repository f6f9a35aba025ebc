import TriggerCore

/// How far back the FAILED and DONE tiles look; `w` goes on to the next.
enum CountWindows: CaseIterable, Hashable, Sendable {
  case day, week, month, hour

  var failed: Duration {
    switch self {
    case .hour: .hours(1)
    case .day: .hours(24)
    case .week: .days(7)
    case .month: .days(30)
    }
  }

  var done: Duration {
    switch self {
    case .hour: .minutes(10)
    case .day: .hours(1)
    case .week: .hours(24)
    case .month: .days(7)
    }
  }

  var failedLabel: String {
    switch self {
    case .hour: "1h"
    case .day: "24h"
    case .week: "7d"
    case .month: "30d"
    }
  }

  var doneLabel: String {
    switch self {
    case .hour: "10m"
    case .day: "1h"
    case .week: "24h"
    case .month: "7d"
    }
  }

  var next: CountWindows {
    let all = Self.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}
