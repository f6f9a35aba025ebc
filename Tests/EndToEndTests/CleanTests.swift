import TestSupport
import Testing

@Suite("triggertop clean", .heavy)
struct CleanTests {
  private static let rows = """
    INSERT INTO djtriggers_trigger
      (trigger_type, date_received, date_processed, number_of_tries, successful)
    VALUES ('pay_bill', now() - interval '1 year', now() - interval '3 months', 0, true),
      ('pay_bill', now() - interval '1 year', now() - interval '1 week', 0, true),
      ('pay_bill', now() - interval '1 year', NULL, 0, NULL);
    INSERT INTO djtriggers_triggerresult (result, trigger_id) VALUES ('paid', 1), ('paid', 2);
    INSERT INTO billing_paybill VALUES (1, 5, 'alice'), (2, 6, 'bob');
    """

  @Test(
    "Flaw 13: from the command line, what was processed over two months ago goes with its data and results; the rest stays"
  )
  func twoMonths() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders", schema: .identity)
    try await server.execute(Self.rows, at: url)
    let home = try Workspace()

    let counted = try await home.triggertop("clean", "--dry-run", "--database", url)
    #expect(counted.status == 0)
    #expect(counted.output.hasPrefix("Would remove 1 trigger processed before "))
    let refused = try await home.triggertop("clean", "--database", url)
    #expect(refused.status == 64)
    #expect(refused.errors.contains("--yes"))
    #expect(try await server.execute("SELECT count(*) FROM djtriggers_trigger", at: url) == [["3"]])

    let cleaned = try await home.triggertop("clean", "--yes", "--database", url)
    #expect(cleaned.status == 0)
    #expect(cleaned.output == "clean: 1 removed\n")
    #expect(try await server.execute("SELECT id FROM djtriggers_trigger ORDER BY id", at: url) == [["2"], ["3"]])
    #expect(try await server.execute("SELECT trigger_ptr_id FROM billing_paybill", at: url) == [["2"]])
    #expect(try await home.triggertop("clean", "--yes", "--database", url).output == "clean: 0 removed\n")
  }

  @Test("On a terminal it shows how far it is; a signal ends it between batches, whole triggers removed, with 2")
  func interrupted() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders", schema: .identity)
    try await server.execute(
      """
      INSERT INTO djtriggers_trigger (trigger_type, date_received, date_processed, number_of_tries, successful)
      SELECT 'send_mail', now() - interval '1 year', now() - interval '1 year' + number * interval '1 minute', 0, true
      FROM generate_series(1, 2500) AS number;
      INSERT INTO djtriggers_triggerresult (result, trigger_id) SELECT 'sent', id FROM djtriggers_trigger
      """, at: url)
    let home = try Workspace()
    // Somebody is at a row of the second batch.
    try await Tmux.withTerminal(environment: ["PGDATABASE": url]) { other in
      try await other.enter("psql -qAt -d \"$PGDATABASE\"")
      try await other.enter("BEGIN; SELECT 'held', id FROM djtriggers_trigger WHERE id = 1500 FOR UPDATE \\g")
      try await other.wait(for: "held|1500")
      try await Tmux.withTerminal(environment: home.environment) { tmux in
        try await tmux.enter("\(ProgramRun.triggertop) clean --yes --database '\(url)'; echo status $?")
        try await tmux.wait(for: "[############..................] 1000 of 2500")
        try await tmux.press("C-c")
        try await tmux.wait(for: "clean: 1000 of 2500 removed, interrupted")
        try await tmux.wait(for: "status 2")
      }
    }
    for table in ["djtriggers_trigger", "djtriggers_triggerresult"] {
      #expect(try await server.execute("SELECT count(*) FROM \(table)", at: url) == [["1500"]])
    }
  }

  @Test("The age may be given; what is no age is refused before anything is opened")
  func age() async throws {
    let home = try Workspace()
    let refused = try await home.triggertop("clean", "--older-than", "a while", "--database", "/nowhere.db")
    #expect(refused.status == 64)
    #expect(refused.errors.contains("2 months"))

    try home.write("[handlers.pay_bill]\ncommand = [\"/bin/true\"]\n", to: "config/triggertop/config.toml")
    _ = try await home.triggertop("fire", "pay_bill")
    #expect(try await home.triggertop("process", "--once").status == 0)
    #expect(try await home.triggertop("clean", "--yes").output == "clean: 0 removed\n")
    #expect(try await home.triggertop("clean", "--yes", "--older-than", "0 hours").output == "clean: 1 removed\n")
    #expect(try await home.triggertop("list").status == 1)
  }

  @Test(
    "A table of the map that does not exist, or holds no ids, is named before anybody is asked, and nothing is removed",
    arguments: [
      (#"{"pay_bill": "billing_paybil"}"#, "names the table billing_paybil,"),
      (
        #"{"pay_bill": [["billing_paybill", "recipient"]]}"#,
        "The column recipient of billing_paybill holds no ids of triggers, which are integers;"
      ),
    ])
  func wrongTable(map: String, says: String) async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders", schema: .identity)
    try await server.execute(Self.rows, at: url)
    for flag in ["--yes", "--dry-run"] {
      let run = try await Workspace().triggertop(
        "clean", flag, "--database", url, environment: ["DJTRIGGERS_TYPE_TO_TABLE": map])
      #expect(run.status == 78)
      #expect(run.errors.contains("environment DJTRIGGERS_TYPE_TO_TABLE: "))
      #expect(run.errors.contains(says))
    }
    #expect(try await server.execute("SELECT count(*) FROM djtriggers_trigger", at: url) == [["3"]])
  }
}
