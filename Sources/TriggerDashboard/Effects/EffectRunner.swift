import TerminalUI
import TriggerCore

/// Carries effects out, off the main thread, and answers by messages.
///
/// Reads of one kind never overlap: a newer page or detail takes the place of one still under way.
actor EffectRunner {
  /// An effect, and where its answers go.
  struct Order: Sendable {
    var effect: DashboardEffect
    var mailbox: Mailbox<DashboardMessage>
    /// Held until all that it asks for is done.
    var token: Underway.Token?
  }

  /// Of the order that a task carries out; tasks hold it, and so do those that they start.
  @TaskLocal private static var token: Underway.Token?

  let store: any TriggerStore
  let processor: (any ProcessorControl)?
  let lock: (any TriggerLock)?
  let stuckLocks: (any StuckLockFinder)?
  let checks: [any Check]
  let options: DashboardOptions
  nonisolated let ledger = OperationLedger()

  /// A round's question for locks is still open.
  var isAskingLocks = false

  private var mailbox: Mailbox<DashboardMessage>?
  private var page: Task<Void, Never>?
  private var detail: Task<Void, Never>?
  private var gathering: Task<Void, Never>?
  private var lockSearch: Task<Void, Never>?
  private var operations: [OperationRun.ID: Task<Void, Never>] = [:]
  /// What changes the queue otherwise.
  private var changes: [Task<Void, Never>] = []

  init(
    store: any TriggerStore, processor: (any ProcessorControl)? = nil, lock: (any TriggerLock)? = nil,
    stuckLocks: (any StuckLockFinder)? = nil, checks: [any Check] = [], options: DashboardOptions
  ) {
    self.store = store
    self.processor = processor
    self.lock = lock
    self.stuckLocks = stuckLocks
    self.checks = checks
    self.options = options
  }

  /// Takes effects in the order in which they were asked for, until there will be no more; then stops operations and
  /// waits for what is being written.
  func run(_ orders: AsyncStream<Order>) async {
    var events: Task<Void, Never>?
    for await order in orders {
      if mailbox == nil {
        mailbox = order.mailbox
        events = processor.map { processor in Task { await follow(processor) } }
      }
      Self.$token.withValue(order.token) { begin(order.effect) }
    }
    events?.cancel()
    for task in [page, detail, gathering, lockSearch] { task?.cancel() }
    for task in operations.values { task.cancel() }
    for task in operations.values { await task.value }
    for task in changes { await task.value }
  }

  private func begin(_ effect: DashboardEffect) {
    switch effect {
    case .refresh(let round): Task { await refresh(round) }
    case .loadPage(let load):
      page?.cancel()
      page = Task { await self.load(load) }
    case .loadDetail(let id, let delay):
      detail?.cancel()
      detail = Task { await loadDetail(id, delay: delay) }
    case .loadData(let id):
      Task { send(.data(id, await result { try await store.detail(of: id, now: nil) })) }
    case .edit(let edit): changes.append(Task { await self.edit(edit) })
    case .loadDependents(let ids): Task { await loadDependents(ids) }
    case .loadHolders(let ids): Task { await loadHolders(ids) }
    case .loadUndo: Task { send(.undoable(await result { try await undoOffer() })) }
    case .gather(let generation, let query, let limit):
      gathering?.cancel()
      gathering = Task { await gather(generation, query, limit: limit) }
    case .stopGathering: gathering?.cancel()
    case .run(let run):
      ledger.begin(run)
      operations[run.id] = Task { await carryOut(run) }
    case .stop(let id): operations[id]?.cancel()
    case .processor(let command): Task { await obey(command) }
    case .loadStuckLocks:
      if lockSearch == nil { lockSearch = Task { await loadStuckLocks() } }
    case .release(let locks): changes.append(Task { await release(locks) })
    case .runChecks: Task { send(.checked(await CheckRun(checks).entries())) }
    // The runtime hands these to the terminal itself.
    case .terminal: break
    }
  }

  func send(_ message: DashboardMessage) { mailbox?.send(message) }

  func lockSearchEnded() { lockSearch = nil }

  func forget(_ id: OperationRun.ID) { operations[id] = nil }

  /// The answer of a store call, whatever it throws.
  func result<Answer: Sendable>(
    _ call: () async throws -> Answer
  ) async -> Result<Answer, StoreError> {
    do {
      return .success(try await call())
    } catch {
      return .failure(error as? StoreError ?? .failed(String(describing: error)))
    }
  }
}
