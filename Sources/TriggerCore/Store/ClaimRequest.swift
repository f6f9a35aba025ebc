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
