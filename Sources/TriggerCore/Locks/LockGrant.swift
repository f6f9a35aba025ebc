/// A lock held: the trigger's and the token that proves it.
public struct LockGrant: Hashable, Sendable {
  public var id: TriggerID
  public var token: String

  public init(id: TriggerID, token: String) {
    self.id = id
    self.token = token
  }
}
