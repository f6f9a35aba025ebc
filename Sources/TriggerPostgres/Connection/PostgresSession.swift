import BlockingIO
import CPostgres

/// One open connection, used by one thread at a time, every wait bounded.
///
/// Statements are sent by pipeline: as many as one likes are one round trip. Those that the server keeps are asked for
/// at the beginning of a transaction only, so that a pooler that hands the server connection to others between
/// transactions does no harm.
package final class PostgresSession: PeerSession {
  private let connection: LibpqConnection
  private let wake: Wake
  private var names: StatementNames
  package private(set) var isUsable = true

  /// - Parameter wake: ends a wait; if the current task is cancelled then, the call is given up.
  init(_ connection: LibpqConnection, wake: Wake, consent: StatementConsent) {
    self.connection = connection
    self.wake = wake
    names = StatementNames(consent)
  }

  private var pointer: OpaquePointer { connection.pointer }

  package func isStillOpen() throws -> Bool {
    // What it said before comes first, its end only after that.
    while try Readiness.wait(on: PQsocket(pointer), for: .reading, until: .after(.zero)) != .timedOut {
      guard PQconsumeInput(pointer) == 1 else { return false }
    }
    return isUsable && connection.isAlive
  }

  var isInTransaction: Bool {
    PQtransactionStatus(pointer) != PQTRANS_IDLE
  }

  /// Whether the database knows no encoding, so that its texts may be bytes of any kind.
  var hasNoEncoding: Bool {
    PQparameterStatus(pointer, "server_encoding").map { String(cString: $0) == "SQL_ASCII" } ?? false
  }

  /// Runs statements in one round trip, of which the first begins a transaction, or which are one by themselves. What
  /// the server is to keep it keeps; where its name was the only trouble, all go once more without.
  func runFromStart(_ statements: [PostgresStatement], until deadline: Deadline) throws -> [PostgresResult] {
    let messages = try statements.map { try StatementMessage($0, name: names.name(of: $0)) }
    do {
      return try run(messages, until: deadline)
    } catch PostgresError.server(let error)
      where messages.contains(where: { $0.name != nil }) && names.areToBlame(for: error)
    {
      if isInTransaction { _ = try run([StatementMessage(PostgresStatement("ROLLBACK"))], until: deadline) }
      return try run(statements, until: deadline)
    }
  }

  /// Runs statements in one round trip; what follows a failed one is not run. Throws the first failure.
  func run(_ statements: [PostgresStatement], until deadline: Deadline) throws -> [PostgresResult] {
    try run(statements.map { try StatementMessage($0) }, until: deadline)
  }

  private func run(_ messages: [StatementMessage], until deadline: Deadline) throws -> [PostgresResult] {
    try checkTime(deadline)
    // Until all has arrived, the connection is in no state for another call.
    isUsable = false
    guard PQenterPipelineMode(pointer) == 1 else { throw lost() }
    // What is answered to each message sent: nil is a statement, a name that it is kept from now on.
    var answers: [String?] = []
    for message in messages {
      if let name = message.name, !names.isPrepared(name), !answers.contains(name) {
        guard message.prepare(on: pointer) else { throw lost() }
        answers.append(name)
      }
      guard message.send(to: pointer) else { throw lost() }
      answers.append(nil)
    }
    guard PQpipelineSync(pointer) == 1 else { throw lost() }
    try flush(until: deadline)
    var (results, failure) = ([PostgresResult](), PostgresServerError?.none)
    var (synchronized, answered, emptyAnswers) = (false, 0, 0)
    while !synchronized {
      guard let result = try nextResult(until: deadline) else {
        // One nil ends each statement's results; more than that without a result means that nothing will come.
        (answered, emptyAnswers) = (answered + 1, emptyAnswers + 1)
        guard emptyAnswers < 3, connection.isAlive else { throw lost(failure) }
        continue
      }
      emptyAnswers = 0
      switch PQresultStatus(result) {
      case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
        if answered < answers.count, let name = answers[answered] {
          PQclear(result)
          names.notePrepared(name)
        } else {
          results.append(PostgresResult(result))
        }
      case PGRES_PIPELINE_SYNC:
        PQclear(result)
        synchronized = true
      case PGRES_PIPELINE_ABORTED: PQclear(result)
      default:
        failure = failure ?? PostgresServerError(result)
        PQclear(result)
      }
    }
    guard PQexitPipelineMode(pointer) == 1 else { throw lost(failure) }
    guard connection.isAlive else { throw lost(failure) }
    isUsable = true
    if let failure { throw PostgresError.server(failure) }
    return results
  }

  /// Runs a text of several statements without parameters as one transaction, unless it holds its own.
  func run(script: String, until deadline: Deadline) throws {
    guard !script.utf8.contains(0) else { throw PostgresError.refused("A script holds the character NUL: remove it.") }
    try checkTime(deadline)
    isUsable = false
    guard PQsendQuery(pointer, script) == 1 else { throw lost() }
    try flush(until: deadline)
    var failure: PostgresServerError?
    while let result = try nextResult(until: deadline) {
      defer { PQclear(result) }
      switch PQresultStatus(result) {
      case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
      default: failure = failure ?? PostgresServerError(result)
      }
    }
    guard connection.isAlive else { throw lost(failure) }
    isUsable = true
    if let failure { throw PostgresError.server(failure) }
  }

  /// Waits for a notification on any channel listened to; nil at the deadline. Cancelling leaves the session usable.
  func notification(until deadline: Deadline) throws -> PostgresNotification? {
    while true {
      try Task.checkCancellation()
      if let received = PQnotifies(pointer) {
        defer { PQfreemem(received) }
        return PostgresNotification(
          channel: String(cString: received.pointee.relname), payload: String(cString: received.pointee.extra))
      }
      switch try Readiness.wait(on: PQsocket(pointer), for: .reading, until: deadline, wake: wake) {
      case .ready: try consumeInput()
      case .woken: continue
      case .timedOut: return nil
      }
    }
  }

  /// Ends the session without waiting, and what the server runs for it.
  func giveUp() {
    isUsable = false
    connection.requestCancellation()
  }

  /// Before anything is sent, a passed deadline or a cancelled task costs no connection.
  private func checkTime(_ deadline: Deadline) throws {
    try Task.checkCancellation()
    if deadline.hasPassed { throw PostgresError.timedOut(after: deadline.limit) }
  }

  private func flush(until deadline: Deadline) throws {
    while true {
      switch PQflush(pointer) {
      case 0: return
      case 1:
        // The server may wait for us to read before it reads on.
        if try wait(for: [.reading, .writing], until: deadline).contains(.reading) { try consumeInput() }
      default: throw lost()
      }
    }
  }

  private func nextResult(until deadline: Deadline) throws -> OpaquePointer? {
    while PQisBusy(pointer) == 1 {
      _ = try wait(for: .reading, until: deadline)
      // At the connection's end what has been received is still to be read: the server's last words.
      if PQconsumeInput(pointer) == 0 { break }
    }
    guard let result = PQgetResult(pointer) else { return nil }
    if [PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH].contains(PQresultStatus(result)) {
      PQclear(result)
      giveUp()
      throw PostgresError.refused("COPY between client and server is not supported: use arrays.")
    }
    return result
  }

  private func consumeInput() throws {
    guard PQconsumeInput(pointer) == 1 else { throw lost() }
  }

  private func wait(for interest: Readiness.Interest, until deadline: Deadline) throws -> Readiness.Interest {
    while true {
      switch try Readiness.wait(on: PQsocket(pointer), for: interest, until: deadline, wake: wake) {
      case .ready(let events):
        return events
      case .woken where Task.isCancelled:
        giveUp()
        throw CancellationError()
      case .woken:
        continue
      case .timedOut:
        giveUp()
        throw PostgresError.timedOut(after: deadline.limit)
      }
    }
  }

  /// The error of a connection that ended, with the server's last words where it had any.
  private func lost(_ lastWords: PostgresServerError? = nil) -> PostgresError {
    isUsable = false
    let message = lastWords?.message ?? connection.lastMessage
    let sentence = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? "no reason given"
    return .closed("The connection to PostgreSQL ended: \(sentence).")
  }
}
