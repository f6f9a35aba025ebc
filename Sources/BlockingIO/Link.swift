/// A link to a server that blocks nobody: it works on a thread of its own.
///
/// It opens a session when it is first used, and again when it is used after that was closed or lost; nothing is ever
/// repeated by itself. Calls run one after the other, so the time in line counts against a call's deadline. At the
/// deadline, or when its task is cancelled, a call gives its session up. After a failure to reach the server, calls get
/// that failure at once until it is time to try again.
package actor Link<Server: Peer> {
  private struct Outage {
    let error: any Error
    let pause: Duration
    let end: ContinuousClock.Instant
  }

  package nonisolated let peer: Server
  private nonisolated let executor: QueueExecutor
  private nonisolated let wake: Wake
  private nonisolated let pauses: ClosedRange<Duration>
  private var session: Server.Session?
  private var outage: Outage?

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Does not connect.
  ///
  /// - Parameters:
  ///   - label: names the thread for debuggers.
  ///   - pauses: before it is tried again to reach the server: the first, doubled each time, and the longest.
  /// - Throws: `SystemCallError` when the process has no file descriptors left.
  package init(
    to peer: Server, label: String, pauses: ClosedRange<Duration> = .milliseconds(100) ... .milliseconds(400)
  ) throws {
    self.peer = peer
    self.pauses = pauses
    executor = QueueExecutor(label: label)
    wake = try Wake()
  }

  /// Whether a session is held; the server may have ended it meanwhile.
  package var isOpen: Bool { session != nil }

  /// Opens a session unless there is one: a way to find out whether the server can be reached.
  package func open(deadline: Deadline) async throws {
    try await withSession(until: deadline) { _ in }
  }

  /// Waits for a running call.
  package func close() {
    session = nil
  }

  /// Runs `body` on this link's thread; a wait in it sees the cancellation of the task.
  package func withSession<Value>(
    until deadline: Deadline, _ body: (Server.Session) throws -> Value
  ) async throws -> Value {
    // The operation must use `self`: a closure that does not would run on the shared pool.
    try await withTaskCancellationHandler(
      operation: { try self.runWithSession(until: deadline, body) }, onCancel: { wake.signal() })
  }

  private func runWithSession<Value>(
    until deadline: Deadline, _ body: (Server.Session) throws -> Value
  ) throws -> Value {
    let session = try openSession(until: deadline)
    defer { if !session.isUsable { self.session = nil } }
    return try body(session)
  }

  private func openSession(until deadline: Deadline) throws -> Server.Session {
    if let session, try session.isStillOpen() { return session }
    session = nil
    try Task.checkCancellation()
    if let outage, .now < outage.end { throw outage.error }
    do {
      let opened = try peer.open(until: deadline, wake: wake)
      (session, outage) = (opened, nil)
      return opened
    } catch {
      if peer.isOutage(error) { note(error) }
      throw error
    }
  }

  private func note(_ error: any Error) {
    let pause = outage.map { min($0.pause * 2, pauses.upperBound) } ?? pauses.lowerBound
    outage = Outage(error: error, pause: pause, end: .now + pause)
  }
}
