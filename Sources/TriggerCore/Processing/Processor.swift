import Logging
import Metrics

/// Works a queue off: claims what is due, runs handlers, records how they ended.
///
///     let processor = Processor(store: store, registry: registry)
///     try await processor.start()
///     …
///     await processor.drain()
///
/// Started, it works until it is drained. Any number may work on one queue, in one program or many. Each trigger is
/// run at least once: again, if a processor dies after a handler succeeded and before that was recorded.
///
/// Handlers have threads of their own and may block; bookkeeping is done on one more, leases are renewed on another.
public actor Processor: ProcessorControl {
  /// A handler at work.
  struct Run {
    var job: Job
    var slot: HandlerSlot
    /// The processor's clock.
    var began: Duration
    var task: Task<Void, Never>?
    /// Its claim or lock went to somebody else.
    var isLost = false
    /// Told to stop, because the processor stops.
    var isCancelled = false
  }

  /// Shorter runs are told to nobody.
  static var shortRun: Duration { .seconds(1) }

  nonisolated private let executor = QueueExecutor(label: "triggertop.processor")
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  nonisolated let store: any TriggerStore
  nonisolated let lock: (any TriggerLock)?
  nonisolated let registry: HandlerRegistry
  nonisolated let settings: ProcessorSettings
  nonisolated let results: ResultLogging
  nonisolated let logger: Logger
  nonisolated let clock: any ProcessorClock
  nonisolated let metrics: ProcessorMetrics
  package nonisolated let hub = EventHub()
  nonisolated let leases = Leases()
  nonisolated let jitter: @Sendable () -> Double

  var state = ProcessorStatus.State.off
  var session: ProcessorSession?
  var concurrency: Int
  var plan = ClaimPlan()
  /// Claimed, locked and started, but no slot was free yet; the next one last.
  var ready: [Job] = []
  /// By epoch: a trigger that was lost and claimed again is another run.
  var runs: [Int64: Run] = [:]
  var idleSlots: [HandlerSlot] = []
  var endings: [Ending] = []
  /// Ends being recorded at this moment.
  var recording: [Ending] = []
  /// Ends that the store refused, each with a pause of its own before it is sent again. Their claims are kept.
  var setAside: [Ending] = []
  /// Ends that could not be recorded until the processor stopped. Their claims were left to end with their leases.
  var abandoned: [Ending] = []
  /// What this machine lacks, by type.
  var shortages = Shortages()
  /// Triggers whose data could not be read when last claimed.
  var unreadable: Set<TriggerID> = []
  /// Runs that a drain stopped and handed back.
  var stopped = 0
  /// Something is due and no claim gets it.
  var barred = BarredTriggers()
  /// Calls under way that a drain has to wait for.
  var pending = 0
  /// Who waits for the end of a run they asked for.
  var waiters: [Int64: CheckedContinuation<Outcome, any Error>] = [:]
  var succeeded = 0
  var failed = 0
  var trouble = Trouble()
  var databaseClock: DatabaseClock?
  var lastBeat: Duration?
  /// By epoch, the processor's clock until when what somebody left is not looked at again: its lock was not over.
  var leftLocks: [Int64: Duration] = [:]
  /// Whose beginning was told to others, and whether it is going to be looked at.
  var toldRunning: Set<TriggerID> = []
  var isLookingAtRuns = false
  var isRenewingLocks = false
  /// That locks can't be given back was told.
  var hasToldUnreleased = false
  /// Triggers whose locks somebody else held when last asked for.
  var locked = LockedTriggers()
  var locksAreOutOfReach = false
  var draining: Task<Void, Never>?
  /// The drain is to cancel what runs, without any more grace.
  var isHurried = false
  /// Renews the leases of the session, and removes its registration in the end.
  var heart: Task<Void, Never>?

  /// - Parameters:
  ///   - lock: mutual exclusion with Python workers; nil trusts claims alone.
  ///   - results: where results of handlers go.
  ///   - metrics: nil for the backend that the application bootstrapped.
  ///   - jitter: from 0 to 1, to spread what would happen at once.
  public init(
    store: any TriggerStore, registry: HandlerRegistry, lock: (any TriggerLock)? = nil,
    settings: ProcessorSettings = ProcessorSettings(), results: ResultLogging = .none,
    logger: Logger = Logger(label: "triggertop.processor"), metrics: (any MetricsFactory)? = nil,
    clock: any ProcessorClock = SystemClock(), jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) }
  ) {
    self.store = store
    self.registry = registry
    self.lock = lock
    self.settings = settings
    self.results = results
    self.logger = logger
    self.metrics = ProcessorMetrics(metrics ?? MetricsSystem.factory)
    self.clock = clock
    self.jitter = jitter
    concurrency = settings.concurrency
  }

  public var status: ProcessorStatus {
    var status = ProcessorStatus(
      state: state, concurrency: concurrency, types: registry.types,
      runs: runs.values.map(\.description).sorted { ($0.started, $0.id) < ($1.started, $1.id) },
      succeeded: succeeded, failed: failed, trouble: trouble.sentence, outage: trouble.lockFailure,
      processorID: session?.id, unrecorded: unrecorded, shortages: shortages.sentences, isBarred: barred.isTold)
    status.unreadable = unreadable
    status.stopped = stopped
    return status
  }

  public func events() -> AsyncStream<ProcessorEvent> { hub.events() }

  /// - Throws: `StoreError` where the queue can't be processed as it is, or can't be reached.
  public func start() async throws {
    switch state {
    case .running: return
    case .paused, .draining: enter(.running)
    case .off:
      let facts = try await processableFacts()
      guard state == .off else { return }
      databaseClock = DatabaseClock(at: facts.clock, uptime: clock.uptime)
      enter(.running)
      if session == nil { open() }
    }
  }

  /// Also hands back what was claimed but not begun.
  public func pause() async {
    guard state == .running else { return }
    enter(.paused)
    await handBack(takeReady())
  }

  public func setConcurrency(_ slots: Int) {
    concurrency = max(1, slots)
    dispatch()
    session?.room.raise()
  }

  private func processableFacts() async throws(StoreError) -> StoreFacts {
    guard !registry.types.isEmpty else {
      throw .refused("No type has a handler here; register one, or name a command in the configuration.")
    }
    let facts: StoreFacts
    do { facts = try await store.facts() } catch { throw StoreError(error) }
    if let reason = facts.readOnlyReason { throw .notPermitted(reason) }
    if let lack = facts.lack(for: "Processing") { throw lack }
    return facts
  }

  /// Begins a session, whose loops run until it is closed.
  @discardableResult
  func open() -> ProcessorSession {
    let session = ProcessorSession(clock: clock)
    self.session = session
    abandoned = []
    trouble.set(.ends, nil)
    lastBeat = nil
    leftLocks = [:]
    toldRunning = []
    locksAreOutOfReach = false
    trouble.awaitLease(from: clock.uptime, lease: settings.heartbeat)
    Task(executorPreference: executor) { await self.keepClaiming(session) }
    Task(executorPreference: executor) { await self.keepRecording(session) }
    Task(executorPreference: executor) { await self.keepTakingOver(session) }
    heart = Task(executorPreference: QueueExecutor(label: "triggertop.heartbeat")) { await self.keepLeases(session) }
    return session
  }

  func enter(_ next: ProcessorStatus.State) {
    guard state != next else { return }
    state = next
    hub.emit(.state, .info, "The processor is \(next.rawValue).")
    session?.raiseAll()
  }
}

extension Processor.Run {
  var description: ProcessorStatus.Run {
    let record = job.checked.record
    return ProcessorStatus.Run(
      id: record.id, type: record.type, source: record.source, started: job.clock.now(began), tries: record.tries)
  }
}
