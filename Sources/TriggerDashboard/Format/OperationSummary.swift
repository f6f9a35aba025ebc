import TriggerCore

/// What became of an operation, counted as its parts are reported.
struct OperationSummary: Hashable, Sendable {
  let verb: String
  /// Targets in all.
  let total: Int
  private(set) var done = 0
  private(set) var changed = 0
  private(set) var missing = 0
  private(set) var running = 0
  private(set) var refused = 0
  /// What was not done, with the reason, in the order in which it was reported; the first few thousand.
  private(set) var failures: [Failure] = []

  struct Failure: Hashable, Sendable {
    var id: TriggerID
    var reason: String
  }

  private static let keptFailures = 2_000

  init(_ operation: Operation, total: Int) {
    verb = operation.verb
    self.total = total
  }

  /// Targets that have been dealt with, either way.
  var dealtWith: Int { done + changed + missing + running + refused }
  var isClean: Bool { done == total }

  mutating func add(_ entries: [OperationReport.Entry], at now: Instant) {
    for entry in entries {
      switch entry.result {
      case .done: done += 1
      case .changed: changed += 1
      case .missing: missing += 1
      case .running: running += 1
      case .refused: refused += 1
      }
      if let reason = entry.result.reason(at: now), failures.count < Self.keptFailures {
        failures.append(Failure(id: entry.id, reason: reason))
      }
    }
  }

  /// `Deleted 12 triggers; 3 had changed meanwhile and were left alone, 1 was running.`
  var sentence: String {
    let parts = [
      phrase(changed, "had changed meanwhile and was left alone", "had changed meanwhile and were left alone"),
      phrase(missing, "was gone already", "were gone already"),
      phrase(running, "was running", "were running"),
      phrase(refused, "was refused", "were refused"),
    ].compactMap { $0 }
    let left = parts.isEmpty ? "" : "; " + parts.joined(separator: ", ")
    return "\(participle) \(counted(done, "trigger"))\(left)"
  }

  /// `Deleted 7,500 of 9,002 triggers`, of which some may have been left alone.
  var partialSentence: String {
    let left = dealtWith == done ? "" : ", left \((dealtWith - done).grouped) alone"
    return "\(participle) \(done.grouped) of \(counted(total, "trigger"))\(left)"
  }

  private func phrase(_ count: Int, _ one: String, _ many: String) -> String? {
    count == 0 ? nil : "\(count.grouped) \(count == 1 ? one : many)"
  }

  private var participle: String {
    switch verb {
    case "retry": "Retried"
    case "delete": "Deleted"
    case "undo": "Restored"
    default: "Rescheduled"
    }
  }
}

extension OperationResult {
  /// Why it was not done, as a clause; nil where it was.
  package func reason(at now: Instant) -> String? {
    switch self {
    case .done: nil
    case .changed: "had changed meanwhile and was left alone"
    case .missing: "was gone already"
    case .running(let mark): mark.text(at: now)
    case .refused(let reason): reason
    }
  }
}
