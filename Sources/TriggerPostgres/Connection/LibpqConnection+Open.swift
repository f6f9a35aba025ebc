import BlockingIO
import CPostgres
import Glibc

extension LibpqConnection {
  /// Blocks the calling thread until connected, at most until the deadline or the wake by which a task is cancelled.
  ///
  /// On a thread of its own, since libpq resolves host names with the blocking `getaddrinfo`.
  static func open(_ address: PostgresAddress, until deadline: Deadline, wake: Wake) throws -> LibpqConnection {
    let connection = try AbandonableCall.run(until: deadline, wake: wake) { try connect(address, until: deadline) }
    guard let connection else { throw noAnswer(from: address, within: deadline) }
    return connection
  }

  private static func connect(_ address: PostgresAddress, until deadline: Deadline) throws -> LibpqConnection {
    // In libpq's order of precedence: what the address says goes before the first, the last goes before all.
    let parameters = [
      ("fallback_application_name", "triggertop"), ("dbname", address.connectionString), ("client_encoding", "UTF8"),
    ]
    guard let pointer = start(parameters) else {
      throw PostgresError.unreachable("No memory for a connection to \(address).")
    }
    let connection = LibpqConnection(pointer)
    PQsetNoticeProcessor(pointer, { _, _ in }, nil)
    // Messages then hold the SQLSTATE, for which libpq has no other way while connecting.
    PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
    var next = PQstatus(pointer) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
    while next != PGRES_POLLING_OK {
      guard next != PGRES_POLLING_FAILED else { throw ConnectFailure(connection).error(at: address) }
      let interest: Readiness.Interest = next == PGRES_POLLING_READING ? .reading : .writing
      let end = try Readiness.wait(on: PQsocket(pointer), for: interest, until: deadline)
      if end == .timedOut { throw noAnswer(from: address, within: deadline) }
      next = PQconnectPoll(pointer)
    }
    PQsetnonblocking(pointer, 1)
    return connection
  }

  private static func start(_ parameters: [(keyword: String, value: String)]) -> OpaquePointer? {
    let keywords = parameters.map { strdup($0.keyword) }
    let values = parameters.map { strdup($0.value) }
    defer { (keywords + values).forEach { free($0) } }
    let expandsDatabaseName: Int32 = 1
    return PQconnectStartParams(
      keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], expandsDatabaseName)
  }

  private static func noAnswer(from address: PostgresAddress, within deadline: Deadline) -> PostgresError {
    .unreachable("PostgreSQL at \(address) did not answer within \(deadline.limit).")
  }
}
