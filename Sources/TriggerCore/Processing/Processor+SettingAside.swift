/// Ends that the store refuses. What ran is not run again because nobody could write that down: the claim and the lock
/// are kept, and the end is sent again after a growing pause.
extension Processor {
  /// Those whose pause is over.
  func takeSetAside() -> [Ending] {
    let uptime = clock.uptime
    let due = setAside.filter { $0.retry <= uptime }
    if !due.isEmpty { setAside.removeAll { $0.retry <= uptime } }
    return due
  }

  /// Nil where nothing is set aside.
  var untilSetAside: Duration? { setAside.map(\.retry).min().map { $0 - clock.uptime } }

  func keep(_ ending: Ending, refused error: StoreError) {
    let isNews = ending.refusal == nil
    var ending = ending
    ending.isRefused(error, at: clock.uptime)
    if isNews {
      let text = "\(ending.record.name) \(ending.outcome.words), but that can't be recorded: \(error.description)"
      logger.error("\(text)")
      hub.emit(.trouble, .error, text, of: ending.record)
    }
    switch state {
    case .running, .paused: setAside.append(ending)
    case .draining: abandon(ending)
    case .off: holdBack(ending)
    }
  }

  /// After a second or so.
  private static let longBusy = 6

  /// Sent again after a pause of its own: the rest does not wait for whoever has its row locked.
  func keepBusy(_ ending: Ending) {
    var ending = ending
    ending.isBusy(at: clock.uptime)
    if ending.timesBusy == Self.longBusy {
      let text =
        "\(ending.record.name) \(ending.outcome.words), but somebody's transaction has its row locked: recorded once that ends."
      logger.warning("\(text)")
      hub.emit(.trouble, .warning, text, of: ending.record)
    }
    setAside.append(ending)
  }

  /// What a drain could not record within its grace.
  func abandonSetAside() {
    let left = setAside
    setAside = []
    for ending in left { abandon(ending) }
  }

  /// Its claim and lock end with their leases; whoever takes over then counts a lost try before anything is run.
  private func abandon(_ ending: Ending) {
    abandoned.append(ending)
    leases.letGo([ending.job])
    leases.returned([ending.job.grant].compactMap(\.self))
  }

  /// Run by name, by a processor that serves no type: free for whoever names it, but not for who takes what is due.
  private func holdBack(_ ending: Ending) {
    abandoned.append(ending)
    leases.letGo([ending.job])
    pending += 1
    Task {
      try? await store.release([ending.job.claim], hold: .minutes(10), now: nil)
      if let grant = ending.job.grant {
        try? await lock?.release([grant])
        leases.returned([grant])
      }
      workEnded()
    }
  }

  /// Ids of what is set aside, abandoned, waits for a store that does not answer, or was left by a drain that has gone
  /// to its end: a store that is silent has not failed yet.
  var unrecorded: [TriggerID] {
    let isLeft = state == .draining && draining == nil
    let waiting = (endings + recording).filter { isLeft || trouble[.store] != nil || $0.refusal != nil }
    return Set((setAside + abandoned + waiting).map(\.job.id)).sorted()
  }

  func tellUnrecorded() {
    let kept = setAside + abandoned
    let what = kept.count == 1 ? "1 trigger" : "\(kept.count) triggers"
    trouble.set(.ends, kept.last?.refusal.map { "\(what) ran, but how can't be recorded: \($0.description)" })
  }

  /// Says what of a recorded end was left out.
  func tellOmission(_ ending: Ending) {
    guard let error = ending.omission else { return }
    let what =
      ending.extent == .withoutResults ? "result" : ending.results.isEmpty ? "attempt" : "attempt and its result"
    let text = "The \(what) of \(ending.record.name) could not be recorded: \(error.description)"
    logger.warning("\(text)")
    hub.emit(.trouble, .warning, text, of: ending.record)
  }
}

extension Outcome {
  fileprivate var words: String {
    switch self {
    case .succeeded: "succeeded"
    case .later: "asked to be run again later"
    case .failed(let error): "failed (\(error.type))"
    }
  }
}
