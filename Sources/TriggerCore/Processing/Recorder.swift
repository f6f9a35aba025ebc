import BlockingIO
import Logging
import Synchronization

/// Records ends as they come, on a thread of its own: whatever gathered during one call goes with the next.
///
/// What ran is not run again because nobody could write that down: an end that the store refuses is kept, with its
/// claim and its lock, and sent again after a growing pause.
final class Recorder: Sendable {
  private struct State {
    /// To be sent next, in this order.
    var open: [Ending] = []
    /// Being sent at this moment.
    var sent: [Ending] = []
    /// Refused, each with a pause of its own.
    var setAside: [Ending] = []
    /// Could not be recorded until the processor stopped. Their claims were left to end with their leases.
    var abandoned: [Ending] = []
    /// Among the open or sent ones may be some that were refused before.
    var isRetrying = false
    var isFullTold = false
  }

  /// Ends recorded in one call at most.
  private static var batch: Int { 2_000 }
  /// After so many a batch is halved, whatever the store says.
  private static var mostFailures: Int { 3 }
  /// Told after a second or so.
  private static var longBusy: Int { 6 }

  private let equipment: Equipment
  private let shift: Shift
  private let leases: Leases
  private let executor = QueueExecutor(label: "triggertop.recorder")
  private let state = Mutex(State())

  private var clock: any ProcessorClock { equipment.clock }
  private var hub: EventHub { equipment.hub }
  private var trouble: Troubles { equipment.trouble }

  init(_ equipment: Equipment, _ shift: Shift, _ leases: Leases) {
    (self.equipment, self.shift, self.leases) = (equipment, shift, leases)
  }

  /// Whether more may be run: not where too many ends can't be recorded.
  var hasRoom: Bool {
    let settings = equipment.settings
    return state.withLock {
      $0.open.count + $0.sent.count < settings.mostUnrecorded && $0.setAside.count < settings.mostSetAside
    }
  }

  /// What is set aside, abandoned, refused before, or waits for a store that does not answer: ascending ids.
  /// - Parameter includesWaiting: whatever else waits as well: a drain has gone to its end, and a store that is silent
  ///   has not failed yet.
  func unrecorded(includesWaiting: Bool) -> [TriggerID] {
    let isOut = includesWaiting || trouble[.store] != nil
    return state.withLock { state in
      var ids = state.setAside.map(\.record.id) + state.abandoned.map(\.record.id)
      guard isOut || state.isRetrying else { return ids }
      ids += state.open.filter { isOut || $0.refusal != nil }.map(\.record.id)
      ids += state.sent.filter { isOut || $0.refusal != nil }.map(\.record.id)
      return ids
    }.sorted()
  }

  func record(_ ending: Ending) { record([ending]) }

  func record(_ endings: [Ending]) {
    let isAwaited = state.withLock { state in
      defer { state.open += endings }
      return state.open.isEmpty
    }
    if isAwaited { shift.ended.raise() }
  }

  /// What is set aside is sent at once: a last try.
  func hurry() {
    state.withLock { state in
      state.isRetrying = state.isRetrying || !state.setAside.isEmpty
      state.open += state.setAside
      state.setAside = []
    }
    shift.ended.raise()
  }

  /// What a drain could not record within its grace. Claims and locks end with their leases; whoever takes over then
  /// counts a lost try before anything is run.
  func abandonSetAside() {
    let left = state.withLock { state in
      defer { state.setAside = [] }
      state.abandoned += state.setAside
      return state.setAside
    }
    for ending in left {
      let reason =
        ending.refusal ?? .timedOut("Somebody's transaction has its row locked: how it ended is not recorded.")
      ending.lease.answer(.failure(.store(reason)))
    }
    leases.end(left.map(\.lease), .left)
  }

  /// Until the session is closed.
  func work() async {
    await Task(executorPreference: executor) { await self.keepRecording() }.value
  }

  private func keepRecording() async {
    var retreat = Retreat()
    /// In a row, though the store answers.
    var failures = 0
    let recorder = OutcomeRecorder(
      store: equipment.store, lifecycle: equipment.settings.lifecycle, clock: clock, jitter: equipment.jitter)
    while shift.isOpen {
      let (batch, pause) = nextBatch()
      guard !batch.isEmpty else {
        await shift.ended.wait(atMost: pause)
        continue
      }
      let report = await recorder.record(batch, isStubborn: failures >= Self.mostFailures)
      state.withLock { state in
        state.sent = []
        state.open.insert(contentsOf: report.open, at: 0)
      }
      settle(report.settled)
      if let outage = report.outage {
        failures = outage.isOutage ? 0 : failures + 1
        trouble.note(.store(outage))
        await Signal(clock: clock).wait(atMost: retreat.next())
      } else {
        retreat.reset()
        failures = 0
        if report.settled.contains(where: \.fate.isRecorded) { trouble.allClear(.store) }
      }
    }
  }

  /// - Returns: what is sent now; if nothing, how long until something set aside is, nil where nothing is.
  private func nextBatch() -> ([Ending], pause: Duration?) {
    let uptime = clock.uptime
    return state.withLock { state in
      if state.setAside.contains(where: { $0.retry <= uptime }) {
        state.open += state.setAside.filter { $0.retry <= uptime }
        state.setAside.removeAll { $0.retry <= uptime }
        state.isRetrying = true
      } else if state.open.isEmpty {
        state.isRetrying = false
      }
      state.sent = Array(state.open.prefix(Self.batch))
      state.open.removeFirst(state.sent.count)
      return (state.sent, state.setAside.map(\.retry).min().map { $0 - uptime })
    }
  }

  private func settle(_ settled: [(ending: Ending, fate: OutcomeRecorder.Fate)]) {
    // A drain is not over before all is told.
    leases.enter()
    defer { leases.leave() }
    let ended = settled.filter { !$0.fate.keepsClaim }
    leases.end(ended.filter { !$0.fate.leavesClaim }.map(\.ending.lease), .recorded)
    leases.end(ended.filter(\.fate.leavesClaim).map(\.ending.lease), .givenBack)
    for (ending, fate) in settled {
      switch fate {
      case .recorded(let transition):
        tell(ending, transition)
        ending.lease.answer(.success(ending.outcome))
      case .refused(let error):
        keep(ending, refused: error)
        ending.lease.answer(.failure(.store(error)))
      case .busy: keepBusy(ending)
      case .stale, .overtaken, .contended:
        hub.emit(.stale, .warning, "\(ending.record.name) \(fate.reason); nothing was recorded.", of: ending.record)
        ending.lease.answer(.failure(.superseded(ending.record.id)))
      }
    }
    tellKept()
    shift.room.raise()
  }
}

// MARK: What is recorded

extension Recorder {
  private func tell(_ ending: Ending, _ transition: Transition) {
    let record = ending.record
    tellOmission(ending)
    equipment.metrics.recorded(ending.outcome, of: record, transition)
    switch ending.outcome {
    case .succeeded(let result):
      equipment.counts.add(succeeded: 1)
      hub.emit(.succeeded, .info, "\(record.name) succeeded.\(result.map { "\n\($0.text)" } ?? "")", of: record)
    case .later:
      let time = transition.progress.after?.iso8601 ?? "later"
      hub.emit(.later, .info, "\(record.name) is to run again at \(time).", of: record)
    case .failed(let error):
      equipment.counts.add(failed: 1)
      let level = transition.notice?.level ?? .warning
      let text = "Processing of \(record.name) raised a \(error.type) (try nr. \(transition.progress.tries))"
      if let notice = transition.notice { equipment.logger.log(level: level, "\(notice.message)") }
      hub.emit(transition.givesUp ? .gaveUp : .failed, level, "\(text)\n\(error.message)", of: record)
    }
  }

  /// What of a recorded end was left out.
  private func tellOmission(_ ending: Ending) {
    guard let error = ending.omission else { return }
    let what =
      ending.extent == .withoutResults ? "result" : ending.results.isEmpty ? "attempt" : "attempt and its result"
    trouble.tell(
      "The \(what) of \(ending.record.name) could not be recorded: \(error.description)", .warning, of: ending.record)
  }
}

// MARK: What is not

extension Recorder {
  private func keep(_ ending: Ending, refused error: StoreError) {
    let isNews = ending.refusal == nil
    var ending = ending
    ending.isRefused(error, at: clock.uptime)
    if isNews {
      trouble.tell(
        "\(ending.record.name) \(ending.outcome.words), but that can't be recorded: \(error.description)",
        of: ending.record)
    }
    switch shift.processor {
    case .running, .paused: state.withLock { $0.setAside.append(ending) }
    case .draining:
      state.withLock { $0.abandoned.append(ending) }
      leases.end([ending.lease], .left)
    case .off:
      // Run by name, by a processor that serves no type: free for whoever names it, but not for who takes what is due.
      state.withLock { $0.abandoned.append(ending) }
      leases.end([ending.lease], .heldBack(.minutes(10)))
    }
  }

  /// Sent again after a pause of its own: the rest does not wait for whoever has its row locked.
  private func keepBusy(_ ending: Ending) {
    var ending = ending
    ending.isBusy(at: clock.uptime)
    if ending.timesBusy == Self.longBusy {
      trouble.tell(
        "\(ending.record.name) \(ending.outcome.words), but somebody's transaction has its row locked: recorded once that ends.",
        .warning, of: ending.record)
    }
    state.withLock { $0.setAside.append(ending) }
  }

  private func tellKept() {
    let most = equipment.settings.mostSetAside
    let (count, refusal, isFull, isNews) = state.withLock { state in
      let isFull = state.setAside.count >= most
      defer { state.isFullTold = isFull }
      return (
        state.setAside.count + state.abandoned.count, (state.abandoned.last ?? state.setAside.last)?.refusal, isFull,
        isFull && !state.isFullTold
      )
    }
    let what = count == 1 ? "1 trigger" : "\(count) triggers"
    let stop = isFull ? " Nothing more is claimed until some of them are." : ""
    trouble.set(.ends, refusal.map { "\(what) ran, but how can't be recorded: \($0.description)\(stop)" })
    if isNews { trouble.tell("\(what) ran and could not be recorded so far: nothing more is claimed until some are.") }
  }
}

extension OutcomeRecorder.Fate {
  fileprivate var keepsClaim: Bool {
    switch self {
    case .refused, .busy: true
    case .recorded, .stale, .overtaken, .contended: false
    }
  }

  /// Why nothing was recorded.
  fileprivate var reason: String {
    switch self {
    case .stale: "was taken over or deleted while it ran"
    case .overtaken: "was brought to an end by somebody else while it ran"
    case .contended: "kept being changed by somebody else"
    case .recorded, .refused, .busy: ""
    }
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
