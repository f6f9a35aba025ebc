import Synchronization

/// A trigger in this processor's hands: claimed, locked and read again.
///
/// The `Claimer` gets it, the `Runner` runs it, the `Recorder` writes down how that ended, and the `Keeper` renews it
/// meanwhile. Whoever is done with it ends it, once: `Leases.end`.
final class Lease: Sendable {
  private struct State {
    /// When they end, by the processor's clock, if they were got or renewed no sooner than they were asked for.
    var claimEnd: Duration
    var lockEnd: Duration
    var answer: Result<Outcome, ProcessError>?
    var caller: CheckedContinuation<Outcome, any Error>?
  }

  /// As read under claim and lock.
  let trigger: CheckedTrigger
  /// Nil where processing goes without locks.
  let grant: LockGrant?
  /// Runs whatever the row says, and beside whatever the slots are busy with.
  let isForced: Bool
  /// Arguments of this run.
  let dictionary: [String: DataValue]
  /// The database's clock, as read with the row.
  let clock: DatabaseClock
  private let state: Mutex<State>

  /// - Parameters:
  ///   - end: by the processor's clock, reckoned from when the claim was asked for.
  ///   - uptime: the processor's clock when the row was read.
  init(
    _ trigger: CheckedTrigger, grant: LockGrant? = nil, isForced: Bool = false,
    dictionary: [String: DataValue] = [:], until end: Duration, readAt uptime: Duration
  ) {
    self.trigger = trigger
    self.grant = grant
    self.isForced = isForced
    self.dictionary = dictionary
    clock = DatabaseClock(at: trigger.at, uptime: uptime)
    state = Mutex(State(claimEnd: end, lockEnd: end))
  }

  var id: TriggerID { trigger.record.id }
  var type: String { trigger.record.type }
  var claim: Claim { trigger.claim }
  var record: TriggerRecord { trigger.record }

  /// Whether nobody else can have taken the trigger over by now: while the program was stopped or the machine slept,
  /// others may have.
  func isInForce(at uptime: Duration) -> Bool {
    state.withLock { uptime < $0.claimEnd && (grant == nil || uptime < $0.lockEnd) }
  }

  func renewClaim(until end: Duration) { state.withLock { $0.claimEnd = end } }

  func renewLock(until end: Duration) { state.withLock { $0.lockEnd = end } }

  /// How its run ended, for the one who asked for it by name.
  func outcome() async throws(ProcessError) -> Outcome {
    do {
      return try await withCheckedThrowingContinuation { caller in
        let answer = state.withLock { state in
          if state.answer == nil { state.caller = caller }
          return state.answer
        }
        if let answer { caller.resume(with: answer) }
      }
    } catch {
      throw error as? ProcessError ?? .store(StoreError(error))
    }
  }

  /// Tells whoever asked for it by name; the first answer stands.
  func answer(_ answer: Result<Outcome, ProcessError>) {
    let caller = state.withLock { state in
      guard state.answer == nil else { return CheckedContinuation<Outcome, any Error>?.none }
      state.answer = answer
      defer { state.caller = nil }
      return state.caller
    }
    caller?.resume(with: answer)
  }
}

extension TriggerRecord {
  /// As events name it.
  package var name: String { "\(type) \(id)" }
}
