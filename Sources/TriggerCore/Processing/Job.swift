/// A trigger claimed, locked and read again: ready for its handler.
struct Job {
  var checked: CheckedTrigger
  /// Nil where processing goes without locks.
  var grant: LockGrant?
  /// Asked for by name: it runs whatever the slots are busy with.
  var forced: Bool
  var dictionary: [String: DataValue] = [:]
  /// The processor's clock when its claim was asked for.
  var asked: Duration
  /// As read when it was read again.
  var clock: DatabaseClock

  var id: TriggerID { checked.record.id }
  var type: String { checked.record.type }
  var claim: Claim { checked.claim }
}
