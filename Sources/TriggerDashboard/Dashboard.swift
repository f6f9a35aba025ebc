import Dispatch
import TerminalUI
import TriggerCore

/// The dashboard over a queue: the list, its tiles, the actions, the processor.
///
///     let dashboard = Dashboard(store: store, processor: processor)
///     let terminal = try NcursesTerminal(theme: .dashboard(on: .dark))
///     dashboard.run(on: terminal)
public struct Dashboard: Sendable {
  private let store: any TriggerStore
  private let processor: (any ProcessorControl)?
  private let lock: (any TriggerLock)?
  private let stuckLocks: (any StuckLockFinder)?
  private let checks: [any Check]
  private let options: DashboardOptions

  /// What a batch that is being written is waited for at the end. A database may hang.
  private static let patience = DispatchTimeInterval.seconds(10)

  /// - Parameters:
  ///   - processor: one that runs in this program; nil shows the queue without working on it.
  ///   - lock: the mutual exclusion with Python workers, where there are any.
  ///   - stuckLocks: finds and releases locks that outlived their holder.
  ///   - checks: shown on a screen of their own; each with a name of its own.
  public init(
    store: any TriggerStore, processor: (any ProcessorControl)? = nil, lock: (any TriggerLock)? = nil,
    stuckLocks: (any StuckLockFinder)? = nil, checks: [any Check] = [],
    options: DashboardOptions = DashboardOptions()
  ) {
    self.store = store
    self.processor = processor
    self.lock = lock
    self.stuckLocks = stuckLocks
    self.checks = checks
    self.options = options
  }

  /// Shows it until the operator quits. Blocks the calling thread, which must be the one that made the terminal; all
  /// queries run elsewhere, and the first picture is there before any of them is answered. Before it returns, what is
  /// being written is done, or has had ten seconds.
  @discardableResult
  public func run(on terminal: any TerminalBackend) -> DashboardExit {
    run(on: terminal, clock: { .now }, zone: .local)
  }

  func run(
    on terminal: any TerminalBackend, clock: @escaping () -> Instant, zone: DisplayZone,
    now: @escaping () -> ContinuousClock.Instant = { .now }, underway: Underway? = nil
  ) -> DashboardExit {
    let facilities = Facilities(
      seesLocks: lock != nil, findsStuckLocks: stuckLocks != nil, hasProcessor: processor != nil,
      editsData: store is any TriggerEditing, undoes: store is any TriggerJournal,
      checks: checks.map(\.name.sanitised))
    var model = DashboardModel(
      options: options, facilities: facilities, clock: clock(), size: terminal.size, zone: zone,
      glyphs: terminal.glyphs)
    let (orders, intake) = AsyncStream.makeStream(of: EffectRunner.Order.self)
    defer { intake.finish() }
    let opening = model.open()
    let opened = now()
    let runner = EffectRunner(
      store: store, processor: processor, lock: lock, stuckLocks: stuckLocks, checks: checks, options: options)
    let isOver = DispatchSemaphore(value: 0)
    Task {
      await runner.run(orders)
      isOver.signal()
    }
    var runtime = Runtime(
      DashboardProgram(clock: clock, uptime: { now() - opened }), model: model, effects: opening, backend: terminal,
      now: now
    ) { effect, mailbox in
      intake.yield(EffectRunner.Order(effect: effect, mailbox: mailbox, token: underway?.begin()))
    }
    let reason: DashboardExit.Reason =
      switch runtime.run() {
      case .terminalGone: .terminalGone
      case .interrupted: .quitAtOnce
      case .finished: runtime.model.phase == .abandoned ? .quitAtOnce : .quit
      }
    intake.finish()
    _ = isOver.wait(timeout: .now() + Self.patience)
    let unread = runtime.model.operations
    return DashboardExit(
      reason: reason,
      unfinished: unread.flatMap { runner.ledger.sentences(on: $0, database: options.databaseArgument) },
      leavesWork: unread.contains { !runner.ledger.isComplete($0) }
        || reason == .quitAtOnce && runtime.model.data.processor?.runs.isEmpty == false)
  }
}
