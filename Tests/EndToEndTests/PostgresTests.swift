import Foundation
import TestSupport
import Testing

@Suite("On a real PostgreSQL as Django made it", .heavy)
struct PostgresTests {
  private static let rows = """
    INSERT INTO djtriggers_trigger
      (trigger_type, source, date_received, date_processed, process_after, number_of_tries, successful)
    VALUES ('pay_bill', 'invoice$4411', now() - interval '3 hours', NULL, NULL, 4, NULL),
      ('pay_bill', 'invoice$4412', now() - interval '2 hours', now() - interval '1 hour', NULL, 5, false),
      ('send_mail', 'user$17', now() - interval '5 minutes', NULL, now() + interval '1 day', 0, NULL);
    """

  /// A database with three triggers, and its server.
  private func queue(_ schema: TriggerSchema? = .identity) async throws -> (server: PostgresServer, url: String) {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders", schema: schema)
    if schema != nil { try await server.execute(Self.rows, at: url) }
    return (server, url)
  }

  @Test("It is listed, acted upon and journaled outside, and nothing in it is altered by looking")
  func subcommands() async throws {
    let (server, url) = try await queue()
    let home = try Workspace()
    let catalog = "SELECT oid, relname FROM pg_class WHERE relkind IN ('r', 'i', 'S', 'v') ORDER BY oid"
    let before = try await server.execute(catalog, at: url)

    let list = try await home.triggertop("list", "--database", url, "--sort", "id")
    #expect(list.status == 0)
    #expect(list.output.contains(/invoice\$4411 +warned +4\/5/))
    #expect(list.output.contains(/invoice\$4412 +failed +5\/5/))
    let retried = try await home.triggertop("retry", "state:failed", "--yes", "--database", url)
    #expect(retried.output == "retry: 1 done\n")
    #expect(try await home.triggertop("delete", "3", "--yes", "--database", url).status == 0)

    let left = try await server.execute(
      "SELECT id, number_of_tries, date_processed FROM djtriggers_trigger ORDER BY id", at: url)
    #expect(left == [["1", "4", nil], ["2", "0", nil]])
    #expect(try await server.execute(catalog, at: url) == before)
    let journal = try String(contentsOfFile: home.path("state/triggertop/journal.jsonl"), encoding: .utf8)
    #expect(journal.split(separator: "\n").count == 2)
    #expect(journal.contains(#""verb":"retry","id":2"#))
  }

  @Test("A role with nothing but SELECT sees everything, and is told why it can't act")
  func selectOnly() async throws {
    let (server, url) = try await queue()
    let home = try Workspace()
    try await server.execute(
      "DROP ROLE IF EXISTS onlooker; CREATE ROLE onlooker LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker",
      at: url)
    let reading = url.replacing("postgres@", with: "onlooker@")
    #expect(try await home.triggertop("list", "--database", reading).status == 0)
    let refused = try await home.triggertop("delete", "1", "--yes", "--database", reading)
    #expect(refused.status == 77)
    #expect(refused.errors == "triggertop: The role onlooker may not change djtriggers_trigger.\n")

    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await tmux.enter("\(ProgramRun.triggertop) \(reading)")
      try await tmux.wait(for: "READ-ONLY")
      try await tmux.wait(for: "invoice$4411")
      try await tmux.press("D")
      try await tmux.wait(until: "why not") { $0.contains("The role onlooker may not change djtriggers_trigger") }
    }
    try await server.execute("DROP OWNED BY onlooker; DROP ROLE onlooker", at: url)
  }

  @Test("Tables that are not django-triggers' are named as such")
  func otherSchema() async throws {
    let (_, url) = try await queue(nil)
    let run = try await Workspace().triggertop("list", "--database", url)
    #expect(run.status == 65)
    #expect(run.errors.contains("djtriggers_trigger"))
  }

  @Test("A wrong password is told without showing it")
  func wrongPassword() async throws {
    let (server, url) = try await queue()
    try await server.execute(
      "DROP ROLE IF EXISTS guarded; CREATE ROLE guarded LOGIN PASSWORD 'right' IN ROLE password_required", at: url)
    let database = try #require(url.split(separator: "/").last)
    let run = try await Workspace().triggertop(
      "list", "--database", server.url(database: String(database), user: "guarded", password: "wr0ng"))
    #expect(run.status == 77)
    #expect(run.errors.contains("password"))
    #expect(!run.errors.contains("wr0ng"))
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    try await server.execute("DROP ROLE guarded", at: url)
  }

  @Test("A dialog names what it deletes; y deletes it")
  func dialog() async throws {
    let (server, url) = try await queue()
    let home = try Workspace()
    try await Tmux.withTerminal(columns: 80, rows: 24, environment: home.environment) { tmux in
      try await tmux.enter("\(ProgramRun.triggertop) \(url)")
      try await tmux.wait(for: "invoice$4411")
      try await tmux.press("D")
      try await tmux.wait(for: "Delete 1 trigger")
      try await tmux.press("y")
      try await tmux.wait(for: "Deleted 1 trigger")
      #expect(try await server.execute("SELECT count(*) FROM djtriggers_trigger", at: url) == [["2"]])
    }
  }

  @Test("With the server stopped keys still answer, the frame says since when, and it comes back by itself", .lasting)
  func stopped() async throws {
    let server = try await PostgresServer.dedicated()
    let url = try await server.freshDatabase(named: "orders")
    try await server.execute(Self.rows, at: url)
    let home = try Workspace()
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await tmux.enter("\(ProgramRun.triggertop) \(url)")
      try await tmux.wait(for: "invoice$4411")
      try await server.suspend()
      try await tmux.press("?")
      try await tmux.wait(for: "HELP")
      try await tmux.press("Escape")
      try await tmux.wait(forNo: "● live")
      try await server.resume()
      try await tmux.wait(for: "● live")
    }
  }
}
