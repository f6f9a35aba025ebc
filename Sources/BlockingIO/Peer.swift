/// The server at the other end of a link: where it is, and how a session with it is opened.
package protocol Peer: Sendable {
  associatedtype Session: PeerSession

  /// Blocks the calling thread until the session can be used, at most until the deadline.
  ///
  /// - Parameter wake: ends a wait, here and in the session; if the current task is cancelled then, the call is given
  ///   up with `CancellationError`.
  func open(until deadline: Deadline, wake: Wake) throws -> Session

  /// Whether a session could not be opened because the server is out of reach.
  func isOutage(_ error: any Error) -> Bool
}

/// An open session, used by one thread at a time, every wait bounded.
package protocol PeerSession {
  /// False once a call was given up half-way: what the server would still send belongs to nobody.
  var isUsable: Bool { get }

  /// Whether the server has not hung up while nobody looked; without a round trip.
  func isStillOpen() throws -> Bool
}
