import BlockingIO

/// A connection to PostgreSQL that blocks nobody. A call that is given up asks the server to stop.
package typealias PostgresConnection = Link<PostgresPeer>

extension PostgresConnection {
  /// Does not connect.
  ///
  /// - Parameters:
  ///   - access: with `.readOnly` every transaction is opened READ ONLY, and all else is refused.
  ///   - channels: to listen to from when it connects, and again whenever it does.
  /// - Throws: `SystemCallError` when the process has no file descriptors left.
  package init(
    _ address: PostgresAddress, access: PostgresAccess = .readWrite, listeningTo channels: [String] = []
  ) throws {
    try self.init(address, access: access, listeningTo: channels, consent: StatementConsent())
  }

  /// - Parameter consent: shared by connections to one server, or one pooler: what one learns, all know.
  init(
    _ address: PostgresAddress, access: PostgresAccess = .readWrite, listeningTo channels: [String] = [],
    consent: StatementConsent
  ) throws {
    let peer = PostgresPeer(address: address, access: access, channels: channels, consent: consent)
    try self.init(to: peer, label: "triggertop.postgres")
  }

  package nonisolated var address: PostgresAddress { peer.address }

  /// Runs one statement in a transaction of its own, in one round trip.
  @discardableResult
  package func query(
    _ sql: String, _ parameters: [PostgresValue] = [], deadline: Deadline
  ) async throws -> PostgresResult {
    try await transaction(deadline: deadline) { try $0.runLast(PostgresStatement(sql, parameters)) }
  }

  /// Runs one statement that is a transaction by itself: without BEGIN, COMMIT and any setting, which together can cost
  /// the server more than a small statement does. It ends at the deadline with the connection.
  @discardableResult
  package func single(_ statement: PostgresStatement, deadline: Deadline) async throws -> PostgresResult {
    guard peer.access == .readWrite else {
      return try await transaction(deadline: deadline) { try $0.runLast(statement) }
    }
    return try await withSession(until: deadline) { session in
      do {
        return try session.runFromStart([statement], until: deadline)[0]
      } catch PostgresError.server(let error) where error.sqlState == PostgresServerError.readOnly {
        session.giveUp()
        throw PostgresError.server(error)
      }
    }
  }

  /// Runs a body within one transaction: committed where it returns, rolled back where it throws.
  ///
  /// The body runs on this connection's thread, so it cannot be interleaved with other calls. If `COMMIT` itself meets
  /// `timedOut` or `closed`, it is unknown whether the transaction took effect.
  package func transaction<Value: Sendable>(
    deadline: Deadline, _ body: @Sendable (PostgresTransaction) throws -> Value
  ) async throws -> Value {
    try await withSession(until: deadline) { session in
      let transaction = PostgresTransaction(on: session, access: peer.access, until: deadline)
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

  /// Runs one statement outside any transaction, as `CREATE INDEX CONCURRENTLY` needs it.
  @discardableResult
  package func command(
    _ sql: String, _ parameters: [PostgresValue] = [], deadline: Deadline
  ) async throws -> PostgresResult {
    try refuseIfReadOnly(sql)
    return try await withSession(until: deadline) {
      try $0.run([PostgresStatement(sql, parameters)], until: deadline)[0]
    }
  }

  /// Runs a text of several statements without parameters as one transaction, unless it holds its own.
  package func script(_ sql: String, deadline: Deadline) async throws {
    try refuseIfReadOnly(sql)
    try await withSession(until: deadline) { try $0.run(script: sql, until: deadline) }
  }

  /// Waits for a notification on the channels listened to; nil at the deadline.
  ///
  /// It keeps other calls waiting, so give it a connection of its own; cancelling its task ends it and keeps the
  /// connection. What is sent while there is no connection is lost: after any error, look at the tables.
  package func notification(deadline: Deadline) async throws -> PostgresNotification? {
    try await withSession(until: deadline) { try $0.notification(until: deadline) }
  }

  private func refuseIfReadOnly(_ sql: String) throws {
    guard peer.access == .readWrite else {
      throw PostgresError.refused("Refused on a read-only connection: \(sql.prefix(60))")
    }
  }
}
