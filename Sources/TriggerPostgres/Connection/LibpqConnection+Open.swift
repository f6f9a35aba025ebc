import BlockingIO
import CPostgres

extension LibpqConnection {
  /// Blocks the calling thread until connected, at most until the deadline or the wake by which a task is cancelled.
  ///
  /// On a thread of its own, since libpq resolves host names with the blocking `getaddrinfo`. A thread that is left
  /// behind ends when its time is out on the last way to the server, or by the deadline.
  static func open(_ address: PostgresAddress, until deadline: Deadline, wake: Wake) throws -> LibpqConnection {
    let connection = try AbandonableCall.run(until: deadline, wake: wake) { try connect(address, until: deadline) }
    guard let connection else { throw noAnswer(from: address, within: deadline) }
    return connection
  }

  private static func connect(_ address: PostgresAddress, until deadline: Deadline) throws -> LibpqConnection {
    let options = ConnectOptions(address, until: deadline)
    guard let pointer = options.start() else {
      throw PostgresError.unreachable("No memory for a connection to \(address).")
    }
    let connection = LibpqConnection(pointer)
    PQsetNoticeProcessor(pointer, { _, _ in }, nil)
    // Messages then hold the SQLSTATE, for which libpq has no other way while connecting.
    PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
    if options.limitsEachWay {
      connection.connectInTime()
    } else if try !connection.connect(until: deadline) {
      throw noAnswer(from: address, within: deadline)
    }
    guard connection.isAlive else { throw ConnectFailure(connection).error(at: address) }
    PQsetnonblocking(pointer, 1)
    return connection
  }

  /// Only libpq's blocking calls know `connect_timeout`, by which they go on to the next address, host and round of
  /// `target_session_attrs`; this one keeps the settings made on the connection, for one that is begun and given up.
  private func connectInTime() {
    if PQstatus(pointer) != CONNECTION_BAD { PQreset(pointer) }
  }

  /// - Returns: whether it came to an end, good or bad, before the deadline.
  private func connect(until deadline: Deadline) throws -> Bool {
    var next = PQstatus(pointer) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
    while next != PGRES_POLLING_OK, next != PGRES_POLLING_FAILED {
      let interest: Readiness.Interest = next == PGRES_POLLING_READING ? .reading : .writing
      let end = try Readiness.wait(on: PQsocket(pointer), for: interest, until: deadline)
      if end == .timedOut { return false }
      next = PQconnectPoll(pointer)
    }
    return true
  }

  private static func noAnswer(from address: PostgresAddress, within deadline: Deadline) -> PostgresError {
    .unreachable("PostgreSQL at \(address) did not answer within \(deadline.limit).")
  }
}
