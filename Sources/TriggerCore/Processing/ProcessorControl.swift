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

/// Why asking for one trigger to be processed did not end in its success.
public enum ProcessError: Error, Hashable, Sendable, CustomStringConvertible {
  case noSuchTrigger(TriggerID)
  /// The trigger is of another type than the one asked for; a type runs its own only.
  case wrongType(TriggerID, String)
  /// Nothing here runs its type.
  case noHandler(TriggerID, String)
  /// Not due before this time, or its handler asked to be run then.
  case later(Instant)
  case alreadyProcessed(TriggerID)
  /// Somebody else is at work on it.
  case locked(TriggerID)
  /// The attempt failed, and was counted.
  case failed(AttemptError)
  /// It ran, but the trigger was taken over, changed or deleted meanwhile: nothing was recorded.
  case superseded(TriggerID)
  /// The processor drained, or the task was cancelled: handed back, no try was counted.
  case stopped(TriggerID)
  /// This machine lacks what its handler needs: nothing was begun, and no try was counted.
  case unavailable(MachineShortage)
  /// The store or the locks did not do as asked.
  case store(StoreError)

  public var description: String {
    switch self {
    case .noSuchTrigger(let id): "There is no trigger \(id)."
    case .wrongType(let id, let type): "Trigger \(id) is of the type \(type)."
    case .noHandler(let id, let type): "Nothing here handles the type \(type) of trigger \(id)."
    case .later(let time): "Not to be processed before \(time.iso8601)."
    case .alreadyProcessed(let id): "Trigger \(id) has been processed; force it to run it again."
    case .locked(let id): "Somebody else is at work on trigger \(id)."
    case .failed(let error): "\(error.type): \(error.message)"
    case .superseded(let id):
      "Trigger \(id) was taken over, changed or deleted while it ran; its result was not recorded."
    case .stopped(let id): "Trigger \(id) was stopped before its end and handed back; no try was counted."
    case .unavailable(let shortage): shortage.description
    case .store(let error): error.description
    }
  }
}
