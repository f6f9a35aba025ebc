import BlockingIO
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
/// # A trigger's life
///
///                 claim row        Redis key        in memory
///     Claimer     made, leased     taken            Lease, read under both
///     Runner        │                │              Lease → handler → Ending
///     Recorder    deleted with       │              Ending → Lifecycle → four columns
///                 the record       given back       –
///     Keeper      renews both each third of a lease, from the claim to the end
///
/// Whoever is done with a lease ends it (`Leases.end`): the Recorder what it recorded, the Runner what it did not
/// begin or what was told to stop, the Claimer what waited for too long. What the store refuses to record keeps claim
/// and key. What a processor held that died, another Keeper takes over once key and claim are over: what had begun
/// costs a try, the rest is run carefully, one at a time, each beginning written down first.
///
/// Handlers have threads of their own and may block.
public actor Processor: ProcessorControl {
  let equipment: Equipment
  package nonisolated let hub = EventHub()
  private(set) var state = ProcessorStatus.State.off
  private var concurrency: Int
  /// The present one, or the last one, which may know of ends that could not be recorded.
  private var session: ProcessorSession?
  private var draining: Task<Void, Never>?
  /// The drain is to cancel what runs, without any more grace.
  private var isHurried = false

  nonisolated private let executor = QueueExecutor(label: "triggertop.processor")
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

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
    equipment = Equipment(
      store: store, lock: lock, registry: registry, settings: settings, results: results, logger: logger,
      clock: clock, metrics: ProcessorMetrics(metrics ?? MetricsSystem.factory), hub: hub, jitter: jitter,
      trouble: Troubles(hub: hub, logger: logger, clock: clock, lease: settings.lease))
    concurrency = settings.concurrency
  }

  public var status: ProcessorStatus {
    let counts = equipment.counts.now
    let trouble = equipment.trouble
    var status = ProcessorStatus(
      state: state, concurrency: concurrency, types: equipment.registry.types,
      runs: (session?.runner.runs ?? []).map(\.description).sorted { ($0.started, $0.id) < ($1.started, $1.id) },
      succeeded: counts.succeeded, failed: counts.failed, trouble: trouble.sentence, outage: trouble.lockFailure,
      processorID: session.flatMap { $0.isOpen ? $0.id : nil },
      unrecorded: session?.recorder.unrecorded(includesWaiting: state == .draining && draining == nil) ?? [],
      shortages: trouble.shortages, isBarred: session?.passedOver.isBarred ?? false)
    status.unreadable = session?.passedOver.unreadable ?? []
    status.stopped = counts.stopped
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
      let clock = DatabaseClock(at: facts.clock, uptime: equipment.clock.uptime)
      session?.shift.databaseClock = clock
      enter(.running)
      open(clock)
    }
  }

  /// Also hands back what was claimed but not begun.
  public func pause() async {
    guard state == .running, let session else { return }
    enter(.paused)
    await session.leases.end(session.runner.takeWaiting(), .givenBack)?.value
  }

  public func setConcurrency(_ slots: Int) {
    concurrency = max(1, slots)
    session?.runner.setSlots(concurrency)
    session?.shift.room.raise()
  }

  private func processableFacts() async throws(StoreError) -> StoreFacts {
    guard !equipment.registry.types.isEmpty else {
      throw .refused("No type has a handler here; register one, or name a command in the configuration.")
    }
    let facts: StoreFacts
    do { facts = try await equipment.store.facts() } catch { throw StoreError(error) }
    if let reason = facts.readOnlyReason { throw .notPermitted(reason) }
    if let lack = facts.lack(for: "Processing") { throw lack }
    return facts
  }

  /// The session that is open, or a new one.
  /// - Parameter clock: the database's, where it was just read.
  @discardableResult
  func open(_ clock: DatabaseClock? = nil) -> ProcessorSession {
    if let session, session.isOpen { return session }
    let session = ProcessorSession(equipment, state: state, slots: concurrency, clock)
    self.session = session
    Task { await keepClosing(session) }
    return session
  }

  private func enter(_ next: ProcessorStatus.State) {
    guard state != next else { return }
    state = next
    hub.emit(.state, .info, "The processor is \(next.rawValue).")
    guard let session, session.isOpen else { return }
    session.shift.enter(next)
    session.leases.settled.raise()
  }
}

// MARK: Stopping

extension Processor {
  /// Called again while it drains, it gives handlers no more grace. Returns when all is stopped and recorded, or when
  /// only handlers are left that ignore being cancelled: their leases are renewed until they end.
  public func drain() async {
    guard let session, session.isOpen else {
      await closed()
      return
    }
    if let draining, state == .draining {
      isHurried = true
      session.leases.settled.raise()
      return await draining.value
    }
    isHurried = false
    session.recorder.hurry()
    enter(.draining)
    let task = Task { await finishWork(session) }
    draining = task
    await task.value
    // Started again meanwhile, it may drain again.
    if draining == task { draining = nil }
  }

  private func finishWork(_ session: ProcessorSession) async {
    let settings = equipment.settings
    await session.leases.end(session.runner.takeWaiting(), .givenBack)?.value
    await waitForWork(session, atMost: settings.grace) { !self.isHurried }
    if state == .draining { session.recorder.abandonSetAside() }
    if state == .draining, !session.runner.runs.isEmpty || isHurried {
      session.runner.cancel()
      // What was stopped is handed back before this returns: the program may end then.
      await waitForWork(session, atMost: settings.cancelGrace) { true }
    }
    closeIfDone(session)
    // By then its registration is gone.
    if !session.isOpen { await session.heart.value }
  }

  private func waitForWork(_ session: ProcessorSession, atMost limit: Duration, while isPatient: () -> Bool) async {
    let deadline = equipment.clock.uptime + limit
    while !session.leases.areSettled, state == .draining, isPatient(), equipment.clock.uptime < deadline {
      await session.leases.settled.wait(atMost: deadline - equipment.clock.uptime)
    }
  }

  /// By then its registration is gone.
  func closed() async { await session?.heart.value }

  private func keepClosing(_ session: ProcessorSession) async {
    while session.isOpen {
      await session.leases.settled.wait()
      closeIfDone(session)
    }
  }

  /// Ends the session of a processor that drains, or that was opened for one run only.
  private func closeIfDone(_ session: ProcessorSession) {
    guard session.isOpen, state == .draining || state == .off, session.leases.areSettled else { return }
    session.shift.close()
    session.leases.settled.raise()
    enter(.off)
  }
}

extension Runner.Run {
  fileprivate var description: ProcessorStatus.Run {
    let record = lease.record
    return ProcessorStatus.Run(
      id: record.id, type: record.type, source: record.source, started: lease.clock.now(began), tries: record.tries)
  }
}
