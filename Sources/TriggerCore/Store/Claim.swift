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

/// What a processor asks for.
public struct ClaimRequest: Hashable, Sendable {
  public enum Selection: Hashable, Sendable {
    /// Due triggers of these types, longest due first; where there are more than asked for, each type gets its share
    /// before any gets more.
    case due(types: [String])
    /// These, whatever their state, if nobody is at work on them: forced runs. A hold keeps out only who asks for what
    /// is due.
    case forced(ids: [TriggerID])
    /// As `forced`, but whether they may run is decided when they are started.
    case named(ids: [TriggerID])
  }

  public var selection: Selection
  public var limit: Int
  public var kind: Claim.Kind
  /// Nil for a claim of kind sent that no registered processor makes.
  public var processorID: String?
  public var lease: Duration
  /// Whether a lock that Python's workers see is taken too, before anything is run.
  public var isKeyed: Bool

  public init(
    _ selection: Selection, limit: Int, kind: Claim.Kind = .work, processorID: String?, lease: Duration,
    isKeyed: Bool = false
  ) {
    self.selection = selection
    self.limit = limit
    self.kind = kind
    self.processorID = processorID
    self.lease = lease
    self.isKeyed = isKeyed
  }
}

/// A claimed trigger, read again under claim and lock, before its handler may begin.
public struct CheckedTrigger: Hashable, Sendable {
  public var claim: Claim
  /// As it stood under claim and lock; its progress is what `finish` will compare with.
  public var record: TriggerRecord
  public var forced: Bool
  /// Its data, where it has some.
  public var data: TriggerData?
  /// Why its data can't be read: then its handler must not run, and the claim is to be given back.
  public var dataProblem: StoreError?
  /// The database's clock at this moment.
  public var at: Instant

  public init(
    claim: Claim, record: TriggerRecord, forced: Bool = false, data: TriggerData? = nil,
    dataProblem: StoreError? = nil, at: Instant
  ) {
    self.claim = claim
    self.record = record
    self.forced = forced
    self.data = data
    self.dataProblem = dataProblem
    self.at = at
  }
}
