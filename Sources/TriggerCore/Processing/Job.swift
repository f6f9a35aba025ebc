/// A trigger claimed, locked and started: ready for its handler.
struct Job {
  var started: StartedTrigger
  /// Nil where processing goes without locks.
  var grant: LockGrant?
  /// Asked for by name: it runs whatever the slots are busy with.
  var forced: Bool
  var dictionary: [String: DataValue] = [:]
  /// The processor's clock when its claim was asked for.
  var asked: Duration
  /// As read when it was started.
  var clock: DatabaseClock

  var id: TriggerID { started.record.id }
  var type: String { started.record.type }
  var claim: Claim { started.claim }
}
