import BlockingIO

/// A connection to PostgreSQL that blocks nobody: it works on a thread of its own.
///
/// It connects when it is first used, and again when it is used after it was closed or lost; nothing is ever repeated
/// by itself. Calls run one after the other, so the time in line counts against a call's deadline. At the deadline, or
/// when its task is cancelled, a call gives its connection up and asks the server to stop.
public actor PostgresConnection {
  public nonisolated let address: PostgresAddress
  private nonisolated let access: PostgresAccess
  private nonisolated let executor = QueueExecutor(label: "triggertop.postgres")
  private nonisolated let wake: Wake
  private var session: PostgresSession?
  private var channels: [String] = []

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Does not connect.
  ///
  /// - Parameter access: with `.readOnly` every transaction is opened READ ONLY, and all else is refused.
  /// - Throws: `SystemCallError` when the process has no file descriptors left.
  public init(_ address: PostgresAddress, access: PostgresAccess = .readWrite) throws {
    self.address = address
    self.access = access
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

  /// Runs one statement in a transaction of its own, in one round trip.
  @discardableResult
  public func query(
    _ sql: String, _ parameters: [PostgresValue] = [], deadline: Deadline
  ) async throws -> PostgresResult {
    try await transaction(deadline: deadline) { try $0.runLast(PostgresStatement(sql, parameters)) }
  }

  /// Runs a body within one transaction: committed where it returns, rolled back where it throws.
  ///
  /// The body runs on this connection's thread, so it cannot be interleaved with other calls. If `COMMIT` itself meets
  /// `timedOut` or `closed`, it is unknown whether the transaction took effect.
  public func transaction<Value: Sendable>(
    deadline: Deadline, _ body: @Sendable (PostgresTransaction) throws -> Value
  ) async throws -> Value {
    try await withSession(until: deadline) { session in
      let transaction = PostgresTransaction(on: session, access: access, until: deadline)
      do {
        let value = try body(transaction)
        if session.isInTransaction { try transaction.commit() }
        return value
      } catch {
        transaction.rollBack()
        throw error
      }
    }
  }

  /// Runs one statement outside any transaction, as `CREATE INDEX CONCURRENTLY` and `LISTEN` need it.
  @discardableResult
  public func command(
    _ sql: String, _ parameters: [PostgresValue] = [], deadline: Deadline
  ) async throws -> PostgresResult {
    try refuseIfReadOnly(sql)
    return try await withSession(until: deadline) {
      try $0.run([PostgresStatement(sql, parameters)], until: deadline)[0]
    }
  }

  /// Runs a text of several statements without parameters as one transaction, unless it holds its own.
  public func script(_ sql: String, deadline: Deadline) async throws {
    try refuseIfReadOnly(sql)
    try await withSession(until: deadline) { try $0.run(script: sql, until: deadline) }
  }

  /// Listens to a channel from now on, also on the connections that replace this one.
  public func listen(to channel: String, deadline: Deadline) async throws {
    try await withSession(until: deadline) { session in
      guard !channels.contains(channel) else { return }
      _ = try session.run([Self.listen(to: channel)], until: deadline)
      channels.append(channel)
    }
  }

  /// Waits for a notification on the channels listened to; nil at the deadline.
  ///
  /// It keeps other calls waiting, so give it a connection of its own; cancelling its task ends it and keeps the
  /// connection. What is sent while there is no connection is lost: after any error, look at the tables.
  public func notification(deadline: Deadline) async throws -> PostgresNotification? {
    try await withSession(until: deadline) { try $0.notification(until: deadline) }
  }

  /// Runs `body` on this actor's thread; a wait in it sees the cancellation of the task.
  private func withSession<Value>(
    until deadline: Deadline, _ body: (PostgresSession) throws -> Value
  ) async throws -> Value {
    // The operation must use `self`: a closure that does not would run on the shared pool.
    try await withTaskCancellationHandler(
      operation: { try self.runWithSession(until: deadline, body) }, onCancel: { wake.signal() })
  }

  private func runWithSession<Value>(
    until deadline: Deadline, _ body: (PostgresSession) throws -> Value
  ) throws -> Value {
    let session = try openSession(until: deadline)
    defer { if !session.isUsable { self.session = nil } }
    return try body(session)
  }

  private func openSession(until deadline: Deadline) throws -> PostgresSession {
    if let session, try session.isStillOpen() { return session }
    session = nil
    try Task.checkCancellation()
    let opened = PostgresSession(try LibpqConnection.open(address, until: deadline, wake: wake), wake: wake)
    if !channels.isEmpty { _ = try opened.run(channels.map(Self.listen), until: deadline) }
    session = opened
    return opened
  }

  private func refuseIfReadOnly(_ sql: String) throws {
    guard access == .readWrite else {
      throw PostgresError.refused("Refused on a read-only connection: \(sql.prefix(60))")
    }
  }

  private static func listen(to channel: String) -> PostgresStatement {
    PostgresStatement("LISTEN \"\(channel.replacing("\"", with: "\"\""))\"")
  }
}
