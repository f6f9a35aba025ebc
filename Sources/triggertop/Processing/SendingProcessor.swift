import TriggerCore
import TriggerRedis

/// A processor beside which the due triggers of other types are sent to Celery's workers; or that sending alone.
///
/// Sending needs no lock, and no word that Python stays out: the worker itself takes the lock.
struct SendingProcessor: ProcessorControl {
  /// Nil where no type is handled here.
  let processor: (any ProcessorControl)?
  let dispatcher: CeleryDispatcher
  /// The broker's list.
  let queue: String
  /// What is sent.
  let types: [String]
  let store: any TriggerStore

  func start() async throws {
    let facts = try await store.facts()
    if let reason = facts.readOnlyReason { throw StoreError.notPermitted(reason) }
    if let lack = facts.lack(for: "Sending triggers to Celery") { throw lack }
    try await processor?.start()
    await dispatcher.start()
  }

  var status: ProcessorStatus {
    get async {
      let sending = await dispatcher.status
      var status =
        await processor?.status
        ?? ProcessorStatus(state: sending.isRunning ? .running : .off, concurrency: 0, types: [])
      status.types = (status.types + types).sorted()
      status.sending = ProcessorStatus.Sending(
        types: types, queue: queue, sent: sending.sent, outstanding: sending.outstanding,
        processorID: sending.processorID)
      status.trouble = status.trouble ?? sending.trouble
      status.outage = status.outage ?? sending.failure
      return status
    }
  }

  /// Both tell the same listeners.
  func events() async -> AsyncStream<ProcessorEvent> { dispatcher.events() }

  func pause() async {
    await dispatcher.stop()
    await processor?.pause()
  }

  func drain() async {
    async let stopped: Void = dispatcher.stop()
    await processor?.drain()
    await stopped
  }

  func setConcurrency(_ slots: Int) async { await processor?.setConcurrency(slots) }

  func run(_ id: TriggerID, forced: Bool) async throws -> Outcome {
    if let type = try await store.records(ids: [id]).first?.type, types.containsExactly(type) {
      throw StoreError.refused("\(id) is of type \(type), which Celery's workers run; it can't be run from here.")
    }
    guard let processor else { throw StoreError.refused("Nothing but sending to Celery is configured here.") }
    return try await processor.run(id, forced: forced)
  }
}
