/// What became of a `Finish`.
public enum FinishResult: Hashable, Sendable {
  /// Written, and the claim is gone.
  case recorded
  /// Somebody changed the row meanwhile, or a trigger of the database kept it as it was; the claim is kept. Decide again
  /// on this and send it again.
  case changed(TriggerRecord)
  /// Somebody else's transaction has the row locked: nothing was written, the claim is kept. Send it again after a pause.
  case busy
  /// The claim is somebody else's by now, or the row is gone: nothing was written, nothing is left to do.
  case stale
}
