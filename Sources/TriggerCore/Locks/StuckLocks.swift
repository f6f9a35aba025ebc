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

extension StuckLock {
  /// The word for its release in the journal.
  package static let releaseVerb = "unlock"

  /// Who held it, as the journal has it.
  package var held: DataValue {
    .object([
      .init("token", .text(holder.token)), .init("since", holder.since.map(DataValue.instant) ?? .null),
      .init("node", holder.node.map(DataValue.text) ?? .null),
    ])
  }

  /// The journal's `before`.
  package var journal: String { DataValue.object([.init("lock", held)]).json }
}

/// Locks that can outlive their holder: a Python worker that was killed leaves one that never expires, and its
/// trigger is passed over for ever.
///
/// Whether the holder is gone, only an operator can know: a worker may be at work for hours. So nothing is ever
/// released but what one has seen and asked for.
public protocol StuckLockFinder: Sendable {
  /// Locks without an expiry that were taken longer than `age` ago, by their holder's clock, and those that do not say
  /// when. Many short calls of bounded cost; nothing else waits for them.
  /// - Throws: `StoreError`.
  func stuck(olderThan age: Duration) async throws -> StuckLocks
  /// Releases those that are still held by whom the operator saw.
  /// - Returns: what was released. What is absent was given back or changed hands meanwhile.
  func release(stuck locks: [StuckLock]) async throws -> [StuckLock]
}
