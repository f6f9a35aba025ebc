import Logging

/// An application's view of its queue: fires triggers, processes one by name, and reads them back as Swift values.
///
///     let queue = TriggerQueue(store: store)
///     let id = try await queue.fire(PayBill(amount: 5, recipientID: 7), source: ["invoice", 4411])
///     try await queue.process(PayBill.self, id: id)
///     for try await bill in queue.triggers(of: PayBill.self) { print(bill.value.amount) }
public struct TriggerQueue: Sendable {
  public var store: any TriggerStore
  /// Mutual exclusion with Python workers; nil trusts claims alone.
  public var lock: (any TriggerLock)?
  /// When triggers are warned about and given up, and how long failed ones wait.
  public var lifecycle: Lifecycle
  public var results: ResultLogging
  public var logger: Logger

  public init(
    store: any TriggerStore, lock: (any TriggerLock)? = nil, lifecycle: Lifecycle = Lifecycle(),
    results: ResultLogging = .none, logger: Logger = Logger(label: "triggertop.queue")
  ) {
    self.store = store
    self.lock = lock
    self.lifecycle = lifecycle
    self.results = results
    self.logger = logger
  }

  /// - Parameter after: not before; nil is at once.
  /// - Throws: `StoreError`; `InvalidInput` for a property that no column can hold.
  @discardableResult
  public func fire(_ trigger: some Trigger, source: Source? = nil, after: Instant? = nil) async throws -> TriggerID {
    try await store.fire([NewTrigger(trigger, source: source, after: after)], now: nil)[0]
  }

  /// All or none, in one transaction.
  /// - Returns: ids in the order given.
  /// - Throws: as for one.
  @discardableResult
  public func fire(
    _ triggers: [some Trigger], source: Source? = nil, after: Instant? = nil
  ) async throws -> [TriggerID] {
    try await store.fire(triggers.map { try NewTrigger($0, source: source, after: after) }, now: nil)
  }

  /// Runs one trigger now and records how it ended, as a processor would.
  ///
  /// - Parameters:
  ///   - force: run it even if it is not due or has been processed.
  ///   - dictionary: arguments of this run, handed to the trigger in its context.
  ///   - logger: where the result of this run goes; nil is as the type and `results` have it.
  /// - Returns: the handler's result.
  /// - Throws: `ProcessError`; `.failed` after the try was counted.
  @discardableResult
  public func process<Value: Trigger>(
    _ type: Value.Type, id: TriggerID, force: Bool = false, dictionary: [String: DataValue] = [:],
    logger: (any ResultLogger)? = nil
  ) async throws(ProcessError) -> TriggerResult? {
    var registry = HandlerRegistry()
    do { try registry.register(type) } catch { throw .store(.refused(error.description)) }
    let processor = Processor(
      store: store, registry: registry, lock: lock, settings: ProcessorSettings(lifecycle: lifecycle),
      results: logger.map(ResultLogging.init) ?? results, logger: self.logger)
    let end: Result<Outcome, ProcessError>
    do {
      end = .success(try await processor.run(id, type: Value.typed, forced: force, dictionary: dictionary))
    } catch {
      end = .failure(error)
    }
    // By then its lock is given back, and nobody is left registered.
    await processor.closed()
    switch try end.get() {
    case .succeeded(let result): return result
    case .later(let time): throw .later(time)
    case .failed(let error): throw .failed(error)
    }
  }

  /// Works off what is due of the registry's types: django-triggers' `process_triggers()`. See `Processor.workOff`.
  ///
  /// - Parameter concurrency: handlers at once.
  /// - Returns: what is left because somebody else has it locked.
  /// - Throws: `StoreError`.
  @discardableResult
  public func processDue(_ registry: HandlerRegistry, concurrency: Int = 4) async throws -> [TriggerID] {
    let settings = ProcessorSettings(concurrency: concurrency, lifecycle: lifecycle)
    return try await Processor(
      store: store, registry: registry, lock: lock, settings: settings, results: results, logger: logger
    ).workOff()
  }

  /// Triggers of one type, ascending by id, read a page at a time as they are asked for.
  /// - Parameter filter: which of them; its types are ignored, a type's own are meant.
  public func triggers<Value: Trigger>(
    of type: Value.Type, _ filter: TriggerFilter = .unprocessed
  ) -> QueuedTriggers<Value> {
    QueuedTriggers(store: store, filter: filter, limits: lifecycle.limits)
  }
}

extension TriggerFilter {
  public static var all: TriggerFilter { TriggerFilter() }
  public static var unprocessed: TriggerFilter {
    TriggerFilter(states: Set(TriggerState.allCases.filter(\.isUnprocessed)))
  }
}

extension NewTrigger {
  /// - Throws: `InvalidInput` for a property that no column can hold.
  public init(_ trigger: some Trigger, source: Source? = nil, after: Instant? = nil) throws {
    let type = Swift.type(of: trigger)
    let data = try TriggerDataEncoder.encode(trigger)
    let table = type.table.isEmpty ? nil : type.table
    // A table of its own gets its row even where that holds nothing: Django finds no trigger without it.
    let hasData = table != nil || !data.fields.isEmpty
    self.init(type: type.typed, source: source, after: after, data: hasData ? data : nil, table: table)
  }
}
