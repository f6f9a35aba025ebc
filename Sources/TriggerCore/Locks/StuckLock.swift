/// A lock that never expires by itself, and that has been held for so long that its holder may be gone.
public struct StuckLock: Hashable, Sendable, Identifiable {
  /// A lock that is held for longer is worth an operator's look.
  public static let suspiciousAge = Duration.minutes(15)

  public var id: TriggerID
  public var holder: LockHolder

  public init(id: TriggerID, holder: LockHolder) {
    self.id = id
    self.holder = holder
  }
}
