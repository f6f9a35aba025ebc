/// A processor's lease on a trigger, as it holds it in its hands.
public struct Claim: Hashable, Sendable {
  /// What a claim row stands for.
  public enum Kind: String, Sendable {
    /// A handler of ours runs it, or is about to.
    case work
    /// It lies in a Celery queue.
    case sent
    /// Left alone for a moment: its lock was not to be had.
    case hold
  }

  public var id: TriggerID
  /// From one sequence, never used twice: a result is recorded only while the claim has this epoch.
  public var epoch: Int64

  public init(id: TriggerID, epoch: Int64) {
    self.id = id
    self.epoch = epoch
  }
}
