import BlockingIO
import TestSupport
import Testing
import TriggerPostgres

@Suite("PostgreSQL logins that fail", .heavy)
struct PostgresLoginTests {
  @Test("A wrong password is told in one sentence that does not hold it")
  func wrongPassword() async throws {
    let server = try await PostgresServer.shared()
    let database = server.url(database: "postgres")
    try await server.execute("CREATE ROLE wrongly LOGIN PASSWORD 'right' IN ROLE password_required", at: database)
    let error = await failure(opening: server.url(database: "postgres", user: "wrongly", password: "s3cret"))
    let target = "postgresql://wrongly@127.0.0.1:\(server.port)/postgres"
    #expect(
      error
        == .authentication(
          #"PostgreSQL at \#(target) refuses the login: password authentication failed for user "wrongly"."#))
  }

  @Test("A missing password is asked for, with where it can be given")
  func missingPassword() async throws {
    let server = try await PostgresServer.shared()
    let database = server.url(database: "postgres")
    try await server.execute("CREATE ROLE missing LOGIN PASSWORD 'right' IN ROLE password_required", at: database)
    let error = await failure(opening: server.url(database: "postgres", user: "missing"))
    let target = "postgresql://missing@127.0.0.1:\(server.port)/postgres"
    #expect(
      error
        == .authentication(
          "PostgreSQL at \(target) asks for a password: give it in PGPASSWORD, in ~/.pgpass or in the address."))
  }

  @Test("A right password lets in")
  func rightPassword() async throws {
    let server = try await PostgresServer.shared()
    let database = server.url(database: "postgres")
    try await server.execute("CREATE ROLE rightly LOGIN PASSWORD 'a@b/c' IN ROLE password_required", at: database)
    let url = server.url(database: "postgres", user: "rightly", password: "a%40b%2Fc")
    #expect(await failure(opening: url) == nil)
  }

  @Test("A refused port, an unknown host and an unknown database are each one sentence")
  func unreachable() async throws {
    let server = try await PostgresServer.shared()
    #expect(
      await failure(opening: "postgresql://ann:s3cret@127.0.0.1:1/app")
        == .unreachable("PostgreSQL at postgresql://ann@127.0.0.1:1/app cannot be reached: Connection refused."))
    #expect(
      await failure(opening: "postgresql://postgres@127.0.0.1:\(server.port)/nowhere")
        == .unreachable(
          "PostgreSQL at postgresql://postgres@127.0.0.1:\(server.port)/nowhere cannot be reached: "
            + #"database "nowhere" does not exist."#))
    let unknown = await failure(opening: "postgresql://ann:s3cret@nowhere.invalid/app")
    guard case .unreachable(let sentence) = unknown else {
      Issue.record("\(String(describing: unknown))")
      return
    }
    #expect(sentence.hasPrefix("PostgreSQL at postgresql://ann@nowhere.invalid/app cannot be reached: "))
    #expect(!sentence.contains("s3cret") && !sentence.contains("\n"))
  }

  @Test("A service that is not defined is named")
  func unknownService() async throws {
    #expect(
      await failure(opening: "service=nowhere")
        == .unreachable(
          "PostgreSQL at postgresql:///?service=nowhere cannot be reached: "
            + #"definition of service "nowhere" not found."#))
  }

  private func failure(opening url: String) async -> PostgresError? {
    do {
      try await PostgresConnection(PostgresAddress(url)).open(deadline: soon)
      return nil
    } catch let error as PostgresError {
      return error
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }
}
