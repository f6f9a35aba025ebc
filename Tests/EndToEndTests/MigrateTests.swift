import TestSupport
import Testing

@Suite("triggertop migrate") struct MigrateTests {
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
}
