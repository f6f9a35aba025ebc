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
