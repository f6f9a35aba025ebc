import Foundation
import GRDB
import TestSupport
import Testing

@Suite("Subcommands on a queue of one's own", .heavy)
struct SubcommandTests {
  @Test("What is fired is listed, shown, rescheduled, retried and deleted")
  func roundTrip() async throws {
    let home = try Workspace()
    let fired = try await home.triggertop(
      "fire", "pay_bill", "--source", "invoice", "--source", "4411", "--data", #"{"amount": 5}"#)
    #expect(fired.output == "1\n")
    #expect(fired.status == 0)

    let list = try await home.triggertop("list", "type:pay_bill")
    let header = try #require(list.output.split(separator: "\n").first)
    #expect(header.split(separator: " ").prefix(4) == ["ID", "TYPE", "SOURCE", "STATE"])
    #expect(list.output.contains("invoice$4411"))

    let moved = try await home.triggertop("reschedule", "1", "--to", "2027-01-02 09:00 UTC", "--yes")
    #expect(moved.output == "reschedule: 1 done\n")
    let shown = try json(try await home.triggertop("show", "1", "--json"))
    #expect(shown["state"] as? String == "scheduled")
    #expect(shown["process_after"] as? String == "2027-01-02T09:00:00.000000Z")
    #expect((shown["data"] as? [String: Any])?["amount"] as? Int == 5)

    #expect(try await home.triggertop("retry", "1", "--yes").status == 0)
    #expect(try json(try await home.triggertop("list", "--json"))["state"] as? String == "pending")
    #expect(try await home.triggertop("delete", "1", "--yes").status == 0)
    #expect(try await home.triggertop("list").status == 1)
  }

  @Test("A row that can't be read is named, and show goes on with the others and ends with 2")
  func unreadableRow() async throws {
    let home = try Workspace()
    for _ in 1...2 { _ = try await home.triggertop("fire", "pay_bill") }
    let queue = try DatabaseQueue(path: home.path("data/triggertop/queue.sqlite3"))
    try await queue.write {
      try $0.execute(sql: "UPDATE djtriggers_trigger SET date_received = 'garbage' WHERE id = 1")
    }
    try queue.close()
    let shown = try await home.triggertop("show", "1", "2", "--json")
    #expect(try json(shown)["id"] as? Int == 2)
    #expect(shown.errors.contains("Trigger 1 has \"garbage\" as date_received"))
    #expect(shown.status == 2)
    #expect(try await home.triggertop("show", "1").status == 2)
  }

  @Test("What changes something asks, and where nobody can be asked it wants --yes")
  func confirmation() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill")
    let refused = try await home.triggertop("delete", "state:pending")
    #expect(refused.status == 64)
    #expect(refused.errors.contains("--yes"))
    let dry = try await home.triggertop("delete", "state:pending", "--dry-run")
    #expect(dry.status == 0)
    #expect(dry.output.contains("pay_bill"))
    #expect(try await home.triggertop("list").status == 0)
  }

  @Test("Nothing matched is 1, done in part is 2, with the reason for each")
  func results() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill")
    #expect(try await home.triggertop("retry", "type:other", "--yes").status == 1)
    let part = try await home.triggertop("delete", "1", "99", "--yes", "--json")
    #expect(part.status == 2)
    #expect(part.output.contains(#"{"id":99,"result":"missing"}"#))
  }

  @Test("A limit cuts the ids that are named, lowest first: what was not looked for is not missing")
  func limitedIDs() async throws {
    let home = try Workspace()
    for _ in 1...3 { _ = try await home.triggertop("fire", "pay_bill") }
    let run = try await home.triggertop("delete", "3", "2", "1", "2", "--limit", "1", "--yes")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == "delete: 1 done\n")
    #expect(try await home.triggertop("list", "--json").output.matches(of: /"id":(\d+)/).map(\.1) == ["3", "2"])
  }

  @Test("A retry of what is due already does nothing, says so, and is not journaled")
  func dueAlready() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill")
    let run = try await home.triggertop("retry", "1", "--yes")
    #expect(run.status == 1)
    #expect(run.output == "retry: 1 refused\n")
    #expect(run.errors == "1: due already; there is nothing to retry\n")
    #expect(!(try await home.triggertop("undo").output.contains("retry")))
  }

  @Test("The counts come as one JSON object")
  func counts() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill")
    let counts = try json(try await home.triggertop("--json"))
    #expect(counts["pending"] as? Int == 1 && counts["failed"] as? Int == 0 && counts["due"] as? Int == 1)
    #expect(counts["inexact"] as? [String] == [] && counts["oldest_due"] is String)
  }

  @Test("Read-only changes nothing and says so")
  func readOnly() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill")
    let run = try await home.triggertop("delete", "1", "--yes", "--read-only")
    #expect(run.status == 77)
    #expect(run.errors.contains("--read-only"))
    #expect(try await home.triggertop("list").status == 0)
  }

  @Test("A queue that nobody named and that is empty is told beside the output, until it holds something")
  func forgotten() async throws {
    let home = try Workspace()
    for arguments in [
      ["list"], ["list", "--json"], [], ["show", "1"], ["check"], ["retry", "state:failed", "--yes"],
    ] {
      let run = try await ProgramRun.triggertop(arguments, environment: home.environment)
      #expect(run.errors.contains("your own queue: no database was given (DATABASE_URL, --database). It is empty: "))
      #expect(!run.output.contains("your own queue"))
    }
    _ = try await home.triggertop("fire", "pay_bill")
    #expect(try await home.triggertop("list").errors == "")
    let named = try await home.triggertop(
      "list", "state:failed", "--database", home.path("data/triggertop/queue.sqlite3"))
    #expect(named.errors == "" && named.status == 1)
  }

  @Test("Without a terminal the program prints one snapshot of the counts")
  func snapshot() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill", "--after", "+2h")
    let run = try await home.triggertop()
    #expect(run.status == 0)
    #expect(run.output.contains(/scheduled +1\n/))
    #expect(run.output.contains(/pending +0\n/))
  }

  @Test("What is recorded is counted by statsd, under the library's names")
  func statsd() async throws {
    let home = try Workspace()
    try home.write("[handlers.pay_bill]\ncommand = [\"/bin/true\"]\n", to: "config/triggertop/config.toml")
    let listener = UDPListener()
    _ = try await home.triggertop("fire", "pay_bill")
    let run = try await home.triggertop(
      "process", "--once",
      environment: ["STATSD_HOST": "127.0.0.1", "STATSD_PORT": "\(listener.port)", "STATSD_PREFIX": "app"])
    #expect(run.status == 0)
    #expect(await listener.receive() == "app.triggers.pay_bill.processed:1|c")
  }

  @Test("Escape sequences in the data do not reach the output")
  func safeOutput() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay\u{1B}[31mbill", "--source", "a\u{9B}2J")
    for arguments in [
      ["list"], ["list", "--json"], ["show", "1"], ["show", "1", "--json"], ["delete", "1", "--dry-run"],
    ] {
      let run = try await ProgramRun.triggertop(arguments, environment: home.environment)
      #expect(run.status == 0)
      #expect(!run.output.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x9B }, "\(arguments)")
    }
  }

  private func json(_ run: ProgramRun) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  @Test("A signal ends an operation between two batches: it says how many were done and how to take that back")
  func stopped() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders", schema: .identity)
    let home = try Workspace()
    _ = try await home.triggertop("migrate", "--database", url)
    try await server.execute(
      """
      INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries)
      SELECT 'job', now(), 0 FROM generate_series(1, 1200)
      """, at: url)
    // Somebody is at a row of the second batch.
    try await Tmux.withTerminal(environment: ["PGDATABASE": url]) { other in
      try await other.enter("psql -qAt -d \"$PGDATABASE\"")
      try await other.enter("BEGIN; SELECT 'held', id FROM djtriggers_trigger WHERE id = 700 FOR UPDATE \\g")
      try await other.wait(for: "held|700")
      try await Tmux.withTerminal(columns: 200, environment: home.environment) { tmux in
        try await tmux.enter("\(ProgramRun.triggertop) delete type:job --yes --database '\(url)'; echo status $?")
        try await Patience.until {
          try await server.execute(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()", at: url)
            == [["1"]]
        }
        try await tmux.press("C-c")
        try await tmux.wait(for: "ends after the batch under way")
        try await server.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE query LIKE '%held%' AND datname = current_database() AND pid <> pg_backend_pid()
          """, at: url)
        let screen = try await tmux.wait(for: "status 130")
        #expect(screen.contains("1000 done of 1200; triggertop undo 1 takes that back."))
      }
    }
    #expect(try await server.execute("SELECT count(*) FROM djtriggers_trigger", at: url) == [["200"]])
  }
}
