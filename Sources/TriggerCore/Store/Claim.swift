/// A processor's lease on a trigger, as it holds it in its hands.
public struct Claim: Hashable, Sendable {
  /// What a claim row stands for.
  public enum Kind: String, Sendable {
    /// A handler of ours runs it, or is about to. Whatever its lease says, only `takeOver` passes it to another.
    case work
    /// It lies in a Celery queue.
    case sent
    /// Left alone for a moment: its lock was not to be had.
    case hold
  }

  public var id: TriggerID
  /// From one sequence, never used twice: a result is recorded only while the claim has this epoch.
  public var epoch: Int64
  /// How many processors in a row have died or fallen silent with this trigger, 0 for most. Kept until an end is
  /// recorded.
  public var takeovers: Int

  public init(id: TriggerID, epoch: Int64, takeovers: Int = 0) {
    self.id = id
    self.epoch = epoch
    self.takeovers = takeovers
  }

  /// What it ran in may have died of it: it is begun alone, and only after that was written down (`TriggerStore.start`).
  public var isCareful: Bool { takeovers > 0 }
}

/// A claim of kind work whose lease is over, as `TriggerStore.expired` lists it.
public struct ExpiredClaim: Hashable, Sendable {
  public var claim: Claim
  /// `host:pid` of its processor, nil where it is not registered any more.
  public var processor: String?

  public init(claim: Claim, processor: String?) {
    self.claim = claim
    self.processor = processor
  }
}

/// What claims of kind work are over, and when the next one will be.
public struct ExpiredClaims: Hashable, Sendable {
  /// By ascending id.
  public var claims: [ExpiredClaim]
  /// When the first of the others' leases ends, by the database's clock; nil where there is none.
  public var next: Instant?
  /// The database's clock at this moment.
  public var at: Instant

  public init(claims: [ExpiredClaim], next: Instant?, at: Instant) {
    self.claims = claims
    self.next = next
    self.at = at
  }
}

/// A claim that was somebody else's.
public struct TakenOver: Hashable, Sendable {
  /// Of the new epoch.
  public var claim: Claim
  /// When its handler had begun under its last holder, where that was written down: its try is lost.
  public var started: Instant?

  public init(claim: Claim, started: Instant?) {
    self.claim = claim
    self.started = started
  }
}
