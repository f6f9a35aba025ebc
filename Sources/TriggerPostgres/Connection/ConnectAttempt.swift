import BlockingIO
import CPostgres
import Dispatch
import Glibc
import Synchronization

/// Opens a connection on a thread of its own, so that its caller can leave at the deadline.
///
/// libpq resolves host names with the blocking `getaddrinfo`, which nothing can interrupt. An attempt that is left
/// behind ends by itself and closes what it may have opened.
final class ConnectAttempt: Sendable {
  private let address: PostgresAddress
  private let deadline: Deadline
  private let finished: Wake
  private let outcome = Mutex<Result<LibpqConnection, PostgresError>?>(nil)

  /// Blocks the calling thread until connected, at most until the deadline or the wake by which a task is cancelled.
  static func open(_ address: PostgresAddress, until deadline: Deadline, wake: Wake) throws -> LibpqConnection {
    let attempt = ConnectAttempt(address: address, deadline: deadline, finished: try Wake())
    DispatchQueue(label: "triggertop.postgres.connect").async { attempt.run() }
    while true {
      switch try Readiness.wait(on: attempt.finished.descriptor, for: .reading, until: deadline, wake: wake) {
      case .ready:
        if let outcome = attempt.outcome.withLock({ $0 }) { return try outcome.get() }
      case .woken:
        try Task.checkCancellation()
      case .timedOut:
        throw attempt.noAnswer
      }
    }
  }

  private init(address: PostgresAddress, deadline: Deadline, finished: Wake) {
    (self.address, self.deadline, self.finished) = (address, deadline, finished)
  }

  private func run() {
    let result: Result<LibpqConnection, PostgresError>
    do throws(PostgresError) {
      result = .success(try connect())
    } catch {
      result = .failure(error)
    }
    outcome.withLock { $0 = result }
    finished.signal()
  }

  private var noAnswer: PostgresError {
    .unreachable("PostgreSQL at \(address) did not answer within \(deadline.limit).")
  }

  private func connect() throws(PostgresError) -> LibpqConnection {
    // In libpq's order of precedence: what the address says goes before the first, the last goes before all.
    let parameters = [
      ("fallback_application_name", "triggertop"), ("dbname", address.connectionString), ("client_encoding", "UTF8"),
    ]
    guard let pointer = start(parameters) else { throw .unreachable("No memory for a connection to \(address).") }
    let connection = LibpqConnection(pointer)
    PQsetNoticeProcessor(pointer, { _, _ in }, nil)
    // Messages then hold the SQLSTATE, for which libpq has no other way while connecting.
    PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
    var next = PQstatus(pointer) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
    while next != PGRES_POLLING_OK {
      guard next != PGRES_POLLING_FAILED else { throw ConnectFailure(connection).error(at: address) }
      let interest: Readiness.Interest = next == PGRES_POLLING_READING ? .reading : .writing
      let end: Readiness
      do throws(SystemCallError) {
        end = try Readiness.wait(on: PQsocket(pointer), for: interest, until: deadline)
      } catch {
        throw .unreachable("PostgreSQL at \(address) cannot be reached: \(error).")
      }
      if end == .timedOut { throw noAnswer }
      next = PQconnectPoll(pointer)
    }
    PQsetnonblocking(pointer, 1)
    return connection
  }

  private func start(_ parameters: [(keyword: String, value: String)]) -> OpaquePointer? {
    let keywords = parameters.map { strdup($0.keyword) }
    let values = parameters.map { strdup($0.value) }
    defer { (keywords + values).forEach { free($0) } }
    let expandsDatabaseName: Int32 = 1
    return PQconnectStartParams(
      keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], expandsDatabaseName)
  }
}
