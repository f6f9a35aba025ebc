import Logging
import TestSupport
import TriggerCore

/// The steps that flaws are told in.
extension Neighbours {
  /// Has side tables, and breakfasts fired by Python.
  static func serving(
    _ count: Int = 1, _ kind: DjangoDatabase.Kind = .sqlite
  ) async throws -> (Neighbours, PythonSession, [TriggerID]) {
    let queue = try await Neighbours.fresh(kind)
    let python = try await queue.project.session()
    let ids = try await python.call("fire", "Breakfast", .integer(Int64(count))).ids
    _ = try await queue.store.migrate(dryRun: false)
    return (queue, python, ids)
  }

  /// Ours, for one type, without any pause between tries.
  func processor(
    of type: String = "breakfast", concurrency: Int = 4, lock: (any TriggerLock)? = nil,
    limits: TryLimits = TryLimits(),
    lease: Duration = .seconds(30), results: ResultLogging = .none, logger: Logger = LogLines().logger,
    clock: any ProcessorClock = SystemClock(),
    _ body: @escaping @Sendable (ProcessContext) async throws -> TriggerResult?
  ) throws -> Processor {
    var registry = HandlerRegistry()
    try registry.handle(type, body)
    let settings = ProcessorSettings(
      concurrency: concurrency, lifecycle: Lifecycle(limits: limits, backoff: .none), lease: lease,
      poll: .milliseconds(20)...(.milliseconds(100)))
    return Processor(
      store: store, registry: registry, lock: lock ?? self.lock, settings: settings, results: results, logger: logger,
      clock: clock)
  }
}
