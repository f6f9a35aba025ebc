import Foundation
import TestSupport
import Testing

@Suite("Data of triggers by the map of types to tables", .heavy)
struct DataTests {
  private static let map = ["DJTRIGGERS_TYPE_TO_TABLE": #"{"pay_bill": "billing_paybill", "odd": [["odd", "trig"]]}"#]

  private func queue() async throws -> (server: PostgresServer, url: String) {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders", schema: .identity)
    try await server.execute("CREATE TABLE odd (trig integer NOT NULL, at timestamptz, ratio float)", at: url)
    return (server, url)
  }

  @Test("What is fired gets its row, or names what the row needs; show says which table it came from")
  func fireAndShow() async throws {
    let (server, url) = try await queue()
    let home = try Workspace()
    let refused = try await home.triggertop("fire", "pay_bill", "--database", url, environment: Self.map)
    #expect(refused.status == 64)
    #expect(refused.errors.contains("amount, recipient"))
    #expect(try await server.execute("SELECT count(*) FROM djtriggers_trigger", at: url) == [["0"]])
    let fired = try await home.triggertop(
      "fire", "pay_bill", "--data", #"{"amount": 5, "recipient": "a\u202eb"}"#, "--database", url,
      environment: Self.map)
    #expect(fired.status == 0)
    #expect(try await server.execute("SELECT amount FROM billing_paybill", at: url) == [["5"]])
    let json = try await home.triggertop("show", fired.output.trimmed, "--json", "--database", url).output
    #expect(json.contains(#""data_table":"billing_paybill""#))
    #expect(json.contains(#"a\u202eb"#) && !json.unicodeScalars.contains("\u{202E}"))
  }

  @Test("Without a map too it goes where show and edit find it; what a NOT NULL column lacks is named")
  func fireByName() async throws {
    let (server, url) = try await queue()
    let home = try Workspace()
    for arguments in [["--data", #"{"amount": 5}"#], []] {
      let refused = try await ProgramRun.triggertop(
        ["fire", "pay_bill", "--database", url] + arguments, environment: home.environment)
      #expect(refused.status == 64)
      #expect(refused.errors.contains("recipient of billing_paybill"))
    }
    let fired = try await home.triggertop(
      "fire", "pay_bill", "--data", #"{"amount": 5, "recipient": "7"}"#, "--database", url)
    #expect(fired.status == 0)
    #expect(try await server.execute("SELECT amount, recipient FROM billing_paybill", at: url) == [["5", "7"]])
    #expect(try await home.triggertop("fire", "breakfast", "--database", url).status == 0)
    let homeless = try await home.triggertop("fire", "letter", "--data", "{}", "--database", url)
    #expect(homeless.status == 78)
    #expect(homeless.errors.contains("triggertop migrate"))
    #expect(try await server.execute("SELECT count(*) FROM djtriggers_trigger", at: url) == [["2"]])
  }

  @Test("Data that can't be read is named, and show ends with 2")
  func unreadable() async throws {
    let (server, url) = try await queue()
    try await server.execute(
      """
      CREATE TABLE app_deep (trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger, doc json);
      INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries) VALUES ('deep', now(), 0);
      INSERT INTO app_deep VALUES (1, (repeat('[', 600) || repeat(']', 600))::json)
      """, at: url)
    let home = try Workspace()
    for flags in [[], ["--json"]] {
      let shown = try await ProgramRun.triggertop(
        ["show", "1", "--database", url] + flags, environment: home.environment)
      #expect(shown.status == 2)
      #expect(shown.output.contains("doc of app_deep is nested too deep"))
    }
  }

  @Test("A table without a foreign key is shown, its times and NaN without quotes")
  func plain() async throws {
    let (server, url) = try await queue()
    try await server.execute(
      """
      INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries) VALUES ('odd', now(), 0);
      INSERT INTO odd VALUES (1, '2026-11-24 09:00Z', 'NaN')
      """, at: url)
    let home = try Workspace()
    let shown = try await home.triggertop("show", "1", "--database", url, environment: Self.map)
    #expect(shown.output.contains("data        in odd\n"))
    #expect(shown.output.contains("  at        2026-11-24T09:00:00.000000Z\n"))
    #expect(shown.output.contains("  ratio     NaN\n"))
    #expect(!(try await home.triggertop("show", "1", "--database", url).output.contains("in odd")))
  }

  @Test("A table that the role may not read is named, with what would help")
  func barred() async throws {
    let (server, url) = try await queue()
    try await server.execute(
      """
      INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries) VALUES ('pay_bill', now(), 4);
      INSERT INTO billing_paybill VALUES (1, 5, 'alice');
      DROP ROLE IF EXISTS barred; CREATE ROLE barred LOGIN;
      GRANT SELECT, UPDATE ON djtriggers_trigger TO barred
      """, at: url)
    let home = try Workspace()
    let reading = url.replacing("postgres@", with: "barred@")
    let phrase = "in billing_paybill, which role barred may not read: GRANT SELECT"
    #expect(try await home.triggertop("show", "1", "--database", reading).output.contains(phrase))
    #expect(try await home.triggertop("show", "1", "--json", "--database", reading).output.contains(phrase))
    let edit = try await home.triggertop("edit", "1", "amount=6", "--yes", "--database", reading)
    #expect(edit.status == 77)
    #expect(edit.errors.contains(phrase))
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await tmux.enter("\(ProgramRun.triggertop) \(reading)")
      try await tmux.wait(for: "pay_bill")
      try await tmux.press("Enter")
      try await tmux.wait(for: phrase)
    }
    try await server.execute("DROP OWNED BY barred; DROP ROLE barred", at: url)
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .newlines) }
}
