import BlockingIO

/// An open transaction, for the body of `PostgresConnection.transaction`; it blocks the connection's own thread.
public final class PostgresTransaction {
  private let session: PostgresSession
  private let access: PostgresAccess
  private let deadline: Deadline
  /// What the server may take for one statement. A tenth of the time is left for its answer, so that a slow
  /// statement costs the transaction and not the connection.
  private let statementLimit: Duration
  /// Sent with the first statement, which spares a round trip.
  private var opening: [PostgresStatement]

  init(on session: PostgresSession, access: PostgresAccess, until deadline: Deadline) {
    self.session = session
    self.access = access
    self.deadline = deadline
    let milliseconds = max(1, min(deadline.remainingMilliseconds, Int64(Int32.max)) * 9 / 10)
    statementLimit = .milliseconds(milliseconds)
    // What is no UTF-8 would be refused as a whole answer; as it is, it arrives, and costs no more than its own field.
    let encoding = session.hasNoEncoding ? ", set_config('client_encoding', 'SQL_ASCII', true)" : ""
    opening = [
      PostgresStatement("BEGIN ISOLATION LEVEL READ COMMITTED" + (access == .readOnly ? " READ ONLY" : "")),
      .kept(
        "SELECT set_config('statement_timeout', $1, true), \(Self.pinnedSettings)\(encoding)",
        [.text("\(milliseconds)")]),
    ]
  }

  /// What a role or a database may set otherwise, and what JSON, text and journals depend on: floats have all their
  /// digits, times are in UTC. Only until the transaction ends, so that a pooler does no harm.
  private static let pinnedSettings = [
    ("extra_float_digits", "3"), ("timezone", "UTC"), ("datestyle", "ISO, MDY"), ("intervalstyle", "postgres"),
    ("bytea_output", "hex"), ("xmloption", "content"), ("array_nulls", "on"), ("standard_conforming_strings", "on"),
  ].map { "set_config('\($0)', '\($1)', true)" }.joined(separator: ", ")

  /// Runs one statement and returns its rows.
  @discardableResult
  public func query(_ sql: String, _ parameters: [PostgresValue] = []) throws -> PostgresResult {
    try run([PostgresStatement(sql, parameters)])[0]
  }

  /// Runs statements in one round trip; what follows a failed one is not run. Only with the first of them does the
  /// server keep statements, since then all that was done can be done again.
  @discardableResult
  public func run(_ statements: [PostgresStatement]) throws -> [PostgresResult] {
    let prefix = opening
    opening = []
    let clock = ContinuousClock()
    let start = clock.now
    do {
      guard !prefix.isEmpty else { return try session.run(statements, until: deadline) }
      return Array(try session.runFromStart(prefix + statements, until: deadline).dropFirst(prefix.count))
    } catch PostgresError.server(let error) where error.sqlState == "57014" && clock.now - start >= statementLimit {
      // query_canceled is an operator's pg_cancel_backend as well, hence the look at the clock.
      throw PostgresError.timedOut(after: deadline.limit)
    } catch PostgresError.server(let error) where error.sqlState == PostgresServerError.readOnly && access == .readWrite
    {
      session.giveUp()
      throw PostgresError.server(error)
    }
  }

  /// Runs the last statement and commits in the same round trip.
  func runLast(_ statement: PostgresStatement) throws -> PostgresResult {
    try run([statement, PostgresStatement("COMMIT")])[0]
  }

  func commit() throws {
    guard opening.isEmpty else { return }
    let end = try session.run([PostgresStatement("COMMIT")], until: deadline)[0]
    // A transaction in which a statement failed is rolled back by COMMIT, without an error.
    if end.commandTag == "ROLLBACK" {
      throw PostgresError.refused("The transaction was rolled back, since one of its statements had failed.")
    }
  }

  /// Never throws: where the server does not take it, the session is given up, which rolls back as well.
  func rollBack() {
    guard session.isUsable, session.isInTransaction else { return }
    do {
      _ = try session.run([PostgresStatement("ROLLBACK")], until: deadline)
    } catch {
      session.giveUp()
    }
  }
}
