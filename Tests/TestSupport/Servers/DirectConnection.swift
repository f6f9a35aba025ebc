import CPostgres
import Dispatch
import Glibc

/// A connection by libpq alone, so that tests of the connection do not rest on the connection. Opened at first use, and
/// anew when the server has ended it.
public final class DirectConnection: @unchecked Sendable {
  private let url: String
  private let queue = DispatchQueue(label: "direct connection")
  /// Only touched on `queue`, and when nobody has this any more.
  private var connection: OpaquePointer?

  public init(_ url: String) { self.url = url }

  deinit { PQfinish(connection) }

  /// Runs statements, and returns the last one's rows as text.
  @discardableResult
  public func execute(_ sql: String) async throws -> [[String?]] {
    try await withCheckedThrowingContinuation { done in
      queue.async { done.resume(with: Result { try self.executeBlocking(sql) }) }
    }
  }

  private func executeBlocking(_ sql: String) throws -> [[String?]] {
    if PQstatus(connection) != CONNECTION_OK || isOver {
      PQfinish(connection)
      connection = PQconnectdb(url)
      PQsetNoticeProcessor(connection, { _, _ in }, nil)
    }
    let result = PQexec(connection, sql)
    defer { PQclear(result) }
    guard [PGRES_TUPLES_OK, PGRES_COMMAND_OK].contains(PQresultStatus(result)) else {
      throw ServerFailure(description: "\(String(cString: PQerrorMessage(connection))) in: \(sql.prefix(200))")
    }
    return (0..<PQntuples(result)).map { row in
      (0..<PQnfields(result)).map { column in
        PQgetisnull(result, row, column) == 1 ? nil : String(cString: PQgetvalue(result, row, column))
      }
    }
  }

  /// Waits for the next notification of a channel that was listened to, and says when it came.
  public func notification() async throws -> (payload: String, at: ContinuousClock.Instant) {
    try await withCheckedThrowingContinuation { done in
      queue.async { done.resume(with: Result { try self.awaitNotification() }) }
    }
  }

  private func awaitNotification() throws -> (payload: String, at: ContinuousClock.Instant) {
    while true {
      if let notification = PQnotifies(connection) {
        defer { PQfreemem(notification) }
        return (String(cString: notification.pointee.extra), .now)
      }
      var descriptor = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
      guard poll(&descriptor, 1, -1) == 1, PQconsumeInput(connection) == 1 else {
        throw ServerFailure(description: String(cString: PQerrorMessage(connection)))
      }
    }
  }

  /// Whether the server has said good-bye since the last statement: between two it says nothing else.
  private var isOver: Bool {
    var descriptor = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, 0) == 1 else { return false }
    return PQconsumeInput(connection) == 0 || PQstatus(connection) != CONNECTION_OK
  }
}
