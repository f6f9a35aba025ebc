import Logging
import Metrics
import MetricsTestKit
import TestSupport
import TriggerCore

/// A queue in memory behind a store that can be made to fail, on a clock that a test moves.
struct ProcessorBench {
  /// As long as the clock leaps by itself at most, where a test lets it.
  static let briskPoll = Duration.milliseconds(250)...(.milliseconds(500))

  let clock = ManualClock()
  let store: FaultyStore
  let log = LogLines()
  let metrics = TestMetrics()

  init() { store = FaultyStore(TestQueue().store, clock: clock) }

  func fire(
    _ type: String = "job", count: Int = 1, source: Source? = nil, after: Instant? = nil
  ) async throws -> [TriggerID] {
    // Received a second ago: what falls due at this very moment is not due yet.
    try await store.fire(
      Array(repeating: NewTrigger(type: type, source: source, after: after), count: count), now: clock.now - .seconds(1)
    )
  }

  func processor(
    lock: (any TriggerLock)? = nil, settings: ProcessorSettings = ProcessorSettings(), results: ResultLogging = .none,
    store: (any TriggerStore)? = nil, _ handlers: (inout HandlerRegistry) throws -> Void
  ) throws -> Processor {
    var registry = HandlerRegistry()
    try handlers(&registry)
    return Processor(
      store: store ?? self.store, registry: registry, lock: lock, settings: settings, results: results,
      logger: log.logger, metrics: metrics, clock: clock, jitter: { 0.5 })
  }

  /// A processor whose handler waits at the gate, deaf to cancellation.
  func processor(waitingAt gate: Gate) throws -> Processor {
    try processor {
      try $0.handle("job") { _ in
        await gate.pass()
        return nil
      }
    }
  }

  /// A processor in the middle of the run of a trigger just fired, whose handler waits at the gate.
  /// - Parameter heedsCancellation: else the handler is deaf to it.
  func midRun(
    at gate: Gate, heedsCancellation: Bool = false, lock: (any TriggerLock)? = nil,
    settings: ProcessorSettings = ProcessorSettings()
  ) async throws -> (TriggerID, Processor, EventReader) {
    let id = try await fire()[0]
    let processor = try processor(lock: lock, settings: settings) {
      try $0.handle("job") { _ in
        if heedsCancellation { try await gate.passUnlessCancelled() } else { await gate.pass() }
        return nil
      }
    }
    let events = await EventReader(processor)
    try await processor.start()
    _ = await events.next(.started)
    return (id, processor, events)
  }

  func record(_ id: TriggerID) async throws -> TriggerRecord? { try await store.records(ids: [id]).first }

  func attempts(of id: TriggerID) async throws -> [Attempt] {
    try await store.detail(of: id, now: nil)?.attempts ?? []
  }

  /// A trigger that another processor had begun and died with.
  func abandoned(
    _ type: String = "job", lease: Duration = .seconds(30), forced: Bool = false
  ) async throws -> TriggerID {
    let id = try await fire(type)[0]
    try await announceTheDead(type)
    let request = ClaimRequest(
      forced ? .forced(ids: [id]) : .named(ids: [id]), limit: 1, processorID: "dead", lease: lease)
    for claim in try await store.claim(request, now: nil) { _ = try await store.inner.start(claim, now: clock.now) }
    return id
  }

  /// Triggers that another processor had claimed and died with.
  func claimedByTheDead(count: Int, lease: Duration = .zero) async throws -> [TriggerID] {
    let ids = try await fire(count: count)
    try await announceTheDead("job")
    let request = ClaimRequest(.due(types: ["job"]), limit: count, processorID: "dead", lease: lease)
    _ = try await store.inner.claim(request, now: clock.now)
    return ids
  }

  private func announceTheDead(_ type: String) async throws {
    let dead = ProcessorRecord(
      id: "dead", host: "web9", pid: 9, since: clock.now, types: [type], concurrency: 1, state: .running,
      seen: clock.now)
    try await store.inner.heartbeat(dead, now: clock.now)
  }
}

struct BankTimeout: Error, CustomStringConvertible {
  var description: String { "The bank did not answer." }
}
