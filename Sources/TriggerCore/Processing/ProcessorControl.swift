/// The handles by which a dashboard holds a processor that runs in the same program.
public protocol ProcessorControl: Sendable {
  var status: ProcessorStatus { get async }
  /// Events from now on; the newest are dropped by none, the oldest where the reader is slow.
  func events() async -> AsyncStream<ProcessorEvent>
  /// Begins to claim, or goes on after a pause.
  /// - Throws: `StoreError` where processing is refused (no side tables, read-only).
  func start() async throws
  /// No new claims; what runs goes on.
  func pause() async
  /// No new claims, waits for what runs, at most the grace time, then hands the rest back and stops.
  func drain() async
  /// - Parameter slots: 1 or more handlers at once.
  func setConcurrency(_ slots: Int) async
  /// Runs one trigger by name, beside whatever the slots are busy with, if nobody holds it. The processor need not have
  /// been started; a drain waits for the run and then stops it, as any other.
  ///
  /// - Parameter forced: whatever its state; else only if it is due and not processed, as read under claim and lock.
  /// - Returns: how it ended, once that is recorded.
  /// - Throws: `ProcessError`; `StoreError` where processing is refused.
  func run(_ id: TriggerID, forced: Bool) async throws -> Outcome
}

extension ProcessorControl {
  /// Runs one trigger now, whatever its state, if nobody holds it.
  public func force(_ id: TriggerID) async throws -> Outcome { try await run(id, forced: true) }
}
