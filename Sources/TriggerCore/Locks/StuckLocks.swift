/// What a search for stuck locks found.
public struct StuckLocks: Hashable, Sendable {
  /// Oldest first; those whose age is not known come last.
  public var locks: [StuckLock]
  /// False where the search came to its limits before it had seen all: there may be more.
  public var isComplete: Bool

  public init(locks: [StuckLock], isComplete: Bool) {
    self.locks = locks
    self.isComplete = isComplete
  }
}
