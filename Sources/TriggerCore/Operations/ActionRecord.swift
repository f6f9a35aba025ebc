/// An entry of the journal, as seen from one trigger.
public struct ActionRecord: Hashable, Sendable {
  public var at: Instant
  public var by: Operator
  public var verb: String
  public var before: Progress?
  public var after: Progress?

  public init(at: Instant, by: Operator, verb: String, before: Progress?, after: Progress?) {
    self.at = at
    self.by = by
    self.verb = verb
    self.before = before
    self.after = after
  }
}
