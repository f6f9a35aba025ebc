import BlockingIO

/// A connection to Redis that blocks nobody: it works on a thread of its own.
///
/// It connects when it is first used, and again when it is used after it was closed or lost; nothing is ever repeated
/// by itself. Calls run one after the other, so the time in line counts against a call's deadline. At the deadline, or
/// when its task is cancelled, a call gives its connection up; what it had sent may still take effect.
public actor RedisConnection {
  public nonisolated let address: RedisAddress
  private nonisolated let executor = QueueExecutor(label: "triggertop.redis")
  private nonisolated let wake: Wake
  private var session: RedisSession?

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Does not connect. Throws `SystemCallError` when the process has no file descriptors left.
  public init(_ address: RedisAddress) throws {
    self.address = address
    wake = try Wake()
  }

  /// Whether a connection is held; the server may have ended it meanwhile.
  public var isOpen: Bool { session != nil }

  /// Connects unless connected: a way to find out whether the server can be reached.
  public func open(deadline: Deadline) async throws {
    try await withSession(until: deadline) { _ in }
  }

  /// Waits for a running call.
  public func close() {
    session = nil
  }

  /// Sends all commands at once and returns the reply to each, also `error` replies.
  public func run(_ commands: [RedisCommand], deadline: Deadline) async throws -> [RedisReply] {
    try await withSession(until: deadline) { try $0.run(commands, until: deadline) }
  }

  /// Runs one command; throws `RedisError.server` where Redis refuses it.
  @discardableResult
  public func run(_ command: RedisCommand, deadline: Deadline) async throws -> RedisReply {
    let reply = try await run([command], deadline: deadline)[0]
    if case .error(let message) = reply { throw RedisError.server(message) }
    return reply
  }

  /// Runs `body` on this actor's thread; a wait in it sees the cancellation of the task.
  private func withSession<Value>(
    until deadline: Deadline, _ body: (RedisSession) throws -> Value
  ) async throws -> Value {
    // The operation must use `self`: a closure that does not would run on the shared pool.
    try await withTaskCancellationHandler(
      operation: { try self.runWithSession(until: deadline, body) }, onCancel: { wake.signal() })
  }

  private func runWithSession<Value>(
    until deadline: Deadline, _ body: (RedisSession) throws -> Value
  ) throws -> Value {
    let session = try openSession(until: deadline)
    defer { if !session.isUsable { self.session = nil } }
    return try body(session)
  }

  private func openSession(until deadline: Deadline) throws -> RedisSession {
    if let session, try session.isStillOpen() { return session }
    session = nil
    try Task.checkCancellation()
    let opened = RedisSession(try HiredisContext.open(address, until: deadline, wake: wake), wake: wake)
    try opened.begin(at: address, until: deadline)
    session = opened
    return opened
  }
}
