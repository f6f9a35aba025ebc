import CPostgres
import Dispatch

/// Runs SQL by libpq alone, so that tests of the connection do not rest on the connection.
enum DirectQuery {
  static func run(_ sql: String, at url: String) async throws -> [[String?]] {
    try await withCheckedThrowingContinuation { done in
      DispatchQueue(label: "direct query").async { done.resume(with: Result { try runBlocking(sql, at: url) }) }
    }
  }

  private static func runBlocking(_ sql: String, at url: String) throws -> [[String?]] {
    guard let connection = PQconnectdb(url) else { throw ServerFailure(description: "No memory for a connection.") }
    defer { PQfinish(connection) }
    PQsetNoticeProcessor(connection, { _, _ in }, nil)
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
}
