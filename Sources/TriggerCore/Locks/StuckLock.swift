/// A lock that never expires by itself, and that has been held for so long that its holder may be gone.
public struct StuckLock: Hashable, Sendable, Identifiable {
  public var id: TriggerID
  public var holder: LockHolder

  public init(id: TriggerID, holder: LockHolder) {
    self.id = id
    self.holder = holder
  }
}
