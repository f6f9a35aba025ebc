import BlockingIO
import Logging
import Synchronization

/// Runs handlers, each slot one after the other on a thread of its own, and hands their ends to the `Recorder`.
///
/// A slot that has ended a run takes the next lease itself: from one handler to the next nobody else is asked.
final class Runner: Sendable {
  /// A handler at work.
  struct Run {
    let lease: Lease
    /// Nil beside the slots: it is forced.
    let lane: Int?
    /// Cancelled, it takes no other lease.
    let task: Task<Void, Never>
    /// The processor's clock.
    var began: Duration
    /// Its claim or lock went to somebody else.
    var isLost = false
    /// Told to stop, because the processor stops or whoever asked for it does not wait any more.
    var isCancelled = false

    var isToldToStop: Bool { isLost || isCancelled }
  }

  struct State {
    var slots: Int
    var lanes: Lanes
    /// By epoch: a trigger that was lost and claimed again is another run.
    var runs: [Int64: Run] = [:]
    /// Runs that take a slot.
    var working = 0
    var carefulAtWork = 0
    var idle: [QueueExecutor] = []
  }

  let equipment: Equipment
  let shift: Shift
  let leases: Leases
  let recorder: Recorder
  let announcer: RunAnnouncer
  let state: Mutex<State>

  var clock: any ProcessorClock { equipment.clock }

  init(_ equipment: Equipment, _ shift: Shift, _ leases: Leases, _ recorder: Recorder, slots: Int) {
    (self.equipment, self.shift, self.leases, self.recorder) = (equipment, shift, leases, recorder)
    announcer = RunAnnouncer(beat: shift.beat, clock: equipment.clock)
    let lanes = Lanes(equipment.registry, limits: equipment.settings.typeConcurrency)
    state = Mutex(State(slots: slots, lanes: lanes))
  }

  /// In no order.
  var runs: [Run] { state.withLock { Array($0.runs.values) } }

  /// What others are told of.
  var longRuns: [TriggerID: Instant] { announcer.longRuns(of: runs) }

  // MARK: What is to run

  /// Takes over what was claimed, unless the processor has stopped claiming meanwhile.
  func accept(_ accepted: [Lease]) {
    guard !accepted.isEmpty else { return }
    leases.hold(accepted)
    let uptime = clock.uptime
    let refused = state.withLock { state in
      shift.isRunning ? state.lanes.add(accepted, at: uptime) : accepted
    }
    leases.end(refused, .givenBack)
    dispatch()
    // Whoever claims is to see that something waits, whoever brought it.
    if state.withLock({ $0.lanes.count > 0 }) { shift.room.raise() }
  }

  /// Begins at once what somebody asked for by name.
  func begin(_ lease: Lease) {
    leases.hold([lease])
    guard equipment.registry[lease.type] != nil else {
      // Its type was changed between claim and lock.
      lease.answer(.failure(.noHandler(lease.id, lease.type)))
      leases.end([lease], .givenBack)
      return
    }
    let uptime = clock.uptime
    state.withLock { state in
      start(lease, lane: lease.isForced ? nil : state.lanes.lane(of: lease.type), &state, at: uptime)
    }
    announcer.watch(self)
  }

  /// Gives free slots what waits for one.
  func dispatch() {
    let uptime = clock.uptime
    let isAtWork = state.withLock { state in
      while state.working < state.slots, let next = state.takeNext(at: uptime) {
        start(next.lease, lane: next.lane, &state, at: uptime)
      }
      return !state.runs.isEmpty
    }
    if isAtWork { announcer.watch(self) }
  }

  private func start(_ lease: Lease, lane: Int?, _ state: inout State, at uptime: Duration) {
    let slot = state.idle.popLast() ?? QueueExecutor(label: "triggertop.handler")
    let task = Task.detached(executorPreference: slot) { await self.work(from: lease, on: slot) }
    state.begin(Run(lease: lease, lane: lane, task: task, began: uptime))
  }

  /// Handlers at once, beside those that are forced.
  var slots: Int { state.withLock { $0.slots } }

  func setSlots(_ slots: Int) {
    state.withLock { $0.slots = slots }
    dispatch()
  }

  /// What waits for a slot, for the caller to end.
  func takeWaiting() -> [Lease] { state.withLock { $0.lanes.takeAll() } }

  /// What has waited for longer than that, for the caller to end.
  func takeOverdue(after patience: Duration) -> [Lease] {
    let uptime = clock.uptime
    return state.withLock { $0.lanes.takeOverdue(after: patience, at: uptime) }
  }

  /// What may be claimed of these types.
  func demand(of types: Set<String>) -> Lanes.Demand {
    let uptime = clock.uptime
    return state.withLock { $0.lanes.demand(of: types, slots: $0.slots, at: uptime) }
  }

  // MARK: What is told to stop

  /// The claim or the lock is somebody else's by now. A success that comes all the same is still offered to the store,
  /// whose guard decides.
  ///
  /// - Parameter sentence: what happened to a trigger of this name.
  func lose(_ lost: [Lease], _ sentence: (_ name: String) -> String) {
    let epochs = Set(lost.map(\.claim.epoch))
    guard !epochs.isEmpty else { return }
    let (stopped, waiting) = state.withLock { state in
      let stopped = epochs.compactMap { state.runs[$0] }.filter { !$0.isLost }
      for run in stopped { state.runs[run.lease.claim.epoch]?.isLost = true }
      return (stopped, state.lanes.takeAll { epochs.contains($0.claim.epoch) })
    }
    for run in stopped {
      run.task.cancel()
      equipment.hub.emit(.stale, .warning, sentence(run.lease.record.name), of: run.lease.record)
    }
    leases.end(waiting, .givenBack)
  }

  /// All that run, or one of them.
  func cancel(_ lease: Lease? = nil) {
    let runs = state.withLock { state in
      let epochs = lease.map { [$0.claim.epoch] } ?? Array(state.runs.keys)
      for epoch in epochs { state.runs[epoch]?.isCancelled = true }
      return epochs.compactMap { state.runs[$0] }
    }
    for run in runs { run.task.cancel() }
  }
}

extension Runner.State {
  mutating func takeNext(at uptime: Duration) -> Lanes.Turn? {
    lanes.takeNext(slots: slots, isCarefulAtWork: carefulAtWork > 0, at: uptime)
  }

  mutating func begin(_ run: Runner.Run) {
    runs[run.lease.claim.epoch] = run
    if run.lease.claim.isCareful { carefulAtWork += 1 }
    guard let lane = run.lane else { return }
    working += 1
    lanes.began(lane, at: run.began)
  }

  /// - Parameter isMeasured: its handler has run to an end.
  mutating func end(_ lease: Lease, isMeasured: Bool, at uptime: Duration) -> Runner.Run? {
    guard let run = runs.removeValue(forKey: lease.claim.epoch) else { return nil }
    if lease.claim.isCareful { carefulAtWork -= 1 }
    guard let lane = run.lane else { return run }
    working -= 1
    let duration = isMeasured ? uptime - run.began : nil
    lanes.ended(lane, after: duration, at: uptime)
    return run
  }
}
