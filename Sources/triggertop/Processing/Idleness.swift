import TriggerCore

/// When a processor has worked a queue off.
enum Idleness {
  /// How long what is only locked is waited for, counted from the last end of an attempt: each lock was asked for anew
  /// in between.
  private static let patience = ProcessorSettings().hold + .seconds(1)
  private static let pause = Duration.milliseconds(200)

  /// Returns when nothing of these types is due any more, or nothing but what somebody else has locked. What others
  /// run, and what lies in a Celery queue, is waited for.
  ///
  /// - Returns: what is left because it is locked.
  static func locked(_ store: any TriggerStore, _ types: [String], _ processor: any ProcessorControl) async throws
    -> [TriggerID]
  {
    var ended = 0
    var since = ContinuousClock.now
    while true {
      let status = await processor.status
      if status.ended != ended { (ended, since) = (status.ended, .now) }
      // Looked at before and after: what is claimed or ends in between is due again, or somebody's.
      let before = try await store.processors(now: nil).claims(inForceOn: types)
      let due = try await store.nextDue(types: types, now: nil)
      let overview = try await store.processors(now: nil)
      let held = before + overview.claims(inForceOn: types)
      if due.map({ $0 >= overview.at }) ?? true, held.allSatisfy({ $0.mark.kind == .hold }) {
        if held.isEmpty { return [] }
        if ContinuousClock.now - since > patience { return Set(held.map(\.id)).sorted() }
      }
      try await Task.sleep(for: pause)
    }
  }

  static func sentence(on locked: [TriggerID]) -> String {
    let ids = locked.prefix(5).map { "\($0)" }.joined(separator: " ") + (locked.count > 5 ? " …" : "")
    let what = locked.count == 1 ? "1 trigger is due but locked" : "\(locked.count) triggers are due but locked"
    return
      "\(what) by somebody else: \(ids); Python is at work there, or a worker of its has died: triggertop unlock tells."
  }
}

extension ProcessorOverview {
  fileprivate func claims(inForceOn types: [String]) -> [ClaimedTrigger] {
    claims.filter { $0.mark.leaseUntil > at && types.contains($0.type) }
  }
}

extension ProcessorStatus {
  /// Attempts that came to an end, and messages sent.
  fileprivate var ended: Int { succeeded + failed + (sending?.sent ?? 0) }

  var hasDoneNothing: Bool { ended == 0 }
}
