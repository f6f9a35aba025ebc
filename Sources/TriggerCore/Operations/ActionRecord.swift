/// An entry of the journal, as seen from one trigger.
public struct ActionRecord: Hashable, Sendable {
  public var at: Instant
  public var by: Operator
  public var verb: String
  public var before: Progress?
  public var after: Progress?
  /// The trigger's data before and after it was edited.
  public var dataBefore: TriggerData?
  public var dataAfter: TriggerData?

  public init(
    at: Instant, by: Operator, verb: String, before: Progress?, after: Progress?, dataBefore: TriggerData? = nil,
    dataAfter: TriggerData? = nil
  ) {
    self.at = at
    self.by = by
    self.verb = verb
    self.before = before
    self.after = after
    self.dataBefore = dataBefore
    self.dataAfter = dataAfter
  }
}
