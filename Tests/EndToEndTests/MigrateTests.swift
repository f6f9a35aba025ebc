import Foundation
import TestSupport
import Testing

@Suite("triggertop migrate", .heavy) struct MigrateTests {
  @Test("In an empty PostgreSQL database the tables are made, once, and the queue works; elsewhere that is refused")
  func createTables() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "empty", schema: nil)
    let home = try Workspace()
    let tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"

    let printed = try await home.triggertop("migrate", "--create-tables", "--dry-run", "--database", url)
    #expect(printed.output.contains(#"CREATE TABLE "public"."djtriggers_trigger""#))
    #expect(try await server.execute(tables, at: url) == [["0"]])

    #expect(try await home.triggertop("migrate", "--create-tables", "--database", url).status == 0)
    #expect(try await home.triggertop("fire", "pay_bill", "--database", url).output == "1\n")
    let again = try await home.triggertop("migrate", "--create-tables", "--database", url)
    #expect(again.status == 64)
    #expect(again.errors.contains("already has a table djtriggers_trigger"))
    #expect(try await home.triggertop("migrate", "--create-tables").errors.contains("is for PostgreSQL"))
  }

  @Test(
    "Each addition to Django's tables is printed by a dry run, made, made but once, and taken away again by itself",
    arguments: [
      ("--indexes", "CREATE INDEX CONCURRENTLY"), ("--notify", "NOTIFY"), ("--guard", "BEFORE UPDATE"),
      ("--observe", "triggertop_attempt"),
    ])
  func additions(flag: String, statement: String) async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders")
    let home = try Workspace()
    _ = try await home.triggertop("migrate", "--database", url)
    let before = try await made(on: server, at: url)

    let printed = try await home.triggertop("migrate", flag, "--dry-run", "--database", url)
    #expect(printed.output.localizedCaseInsensitiveContains(statement), "\(printed.output)")
    #expect(try await made(on: server, at: url) == before)

    let added = try await home.triggertop("migrate", flag, "--database", url)
    #expect(added.status == 0 && added.output.contains("carried out"), "\(added.errors)")
    let after = try await made(on: server, at: url)
    #expect(after.isStrictSuperset(of: before))
    _ = try await home.triggertop("migrate", flag, "--database", url)
    #expect(try await made(on: server, at: url) == after)

    #expect(try await home.triggertop("migrate", flag, "--remove", "--database", url).status == 0)
    #expect(try await made(on: server, at: url) == before)
  }

  @Test("What is added to Django's tables alone is told one by one, and that the side tables are still missing")
  func additionsAlone() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders")
    let home = try Workspace()
    let run = try await home.triggertop("migrate", "--indexes", "--notify", "--database", url)
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.hasSuffix("carried out") }, "\(run.output)")
    #expect(lines.first?.contains(": --indexes: ") == true && lines.last?.contains(": --notify: ") == true)
    #expect(
      run.errors.contains("The side tables are still missing; triggertop migrate without these flags makes them."))
  }

  /// Names of what a schema can hold: tables, indexes, functions and triggers.
  private func made(on server: PostgresServer, at url: String) async throws -> Set<String> {
    let rows = try await server.execute(
      """
      SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
      UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
      """, at: url)
    return Set(rows.compactMap { $0[0] })
  }
}
