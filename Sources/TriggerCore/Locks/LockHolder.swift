/// Who holds a lock, as far as its token tells.
public struct LockHolder: Hashable, Sendable {
  public var token: String
  /// When it was taken; nil where the token does not say.
  public var since: Instant?
  /// The holder's network address (12 hex digits), as Python's `uuid1` writes it.
  public var node: String?
  /// When it expires by itself; nil never does: a lock of Python's.
  public var expiresIn: Duration?
  /// The holder runs on this machine, as far as its network address tells.
  public var isHere: Bool
  /// What stands in the lock's place and is none, in one clause with the remedy: nobody will ever give it back.
  public var obstacle: String?

  public init(
    token: String, since: Instant?, node: String?, expiresIn: Duration?, isHere: Bool = false, obstacle: String? = nil
  ) {
    self.token = token
    self.since = since
    self.node = node
    self.expiresIn = expiresIn
    self.isHere = isHere
    self.obstacle = obstacle
  }
}
