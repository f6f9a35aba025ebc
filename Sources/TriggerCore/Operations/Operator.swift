/// Who acts, for the journal.
public struct Operator: Hashable, Sendable {
  public var name: String
  public var host: String

  public init(name: String, host: String) {
    self.name = name
    self.host = host
  }
}
