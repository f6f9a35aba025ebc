import Foundation
import TestSupport
import Testing

@Suite("triggertop edit and triggertop undo", .heavy)
struct EditTests {
  @Test("What is edited is noted, listed and taken back")
  func roundTrip() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill", "--data", #"{"amount": 5, "note": "a", "left": null}"#)
    let dry = try await home.triggertop("edit", "1", "amount=7.5", "note=b=c", "--dry-run")
    #expect(dry.output == "amount: 5 → 7.5\nnote: a → b=c\n")
    #expect(dry.status == 0)
    #expect(
      try data(try await home.triggertop("show", "1", "--json")) == ["amount": "5", "left": "<null>", "note": "a"])

    let unasked = try await home.triggertop("edit", "1", "amount=7")
    #expect(unasked.status == 64)
    #expect(unasked.errors.contains("--yes"))
    let edited = try await home.triggertop("edit", "1", "amount=7.5", "note=b=c", "--yes")
    #expect(edited.output == "edit: done\n")
    #expect(try await home.triggertop("edit", "1", "--clear", "note", "--yes").status == 0)
    #expect(
      try data(try await home.triggertop("show", "1", "--json")) == [
        "amount": "7.5", "left": "<null>", "note": "<null>",
      ])

    let list = try await home.triggertop("undo")
    #expect(list.output.contains(/(?m)^ +2 .* edit +1/) && list.output.contains(/(?m)^ +1 .* edit +1/))
    let lines = try await home.triggertop("undo", "--json", "--limit", "1").output.split(separator: "\n")
    #expect(lines.count == 1)
    #expect(lines[0].contains(#""verb":"edit","changed":1,"undone":false"#))
    let dryUndo = try await home.triggertop("undo", "2", "--dry-run")
    #expect(dryUndo.output.hasPrefix("1: {") && dryUndo.output.contains(#""note":"b=c""#))
    #expect(try await home.triggertop("undo", "2", "--dry-run", "--json").output.hasPrefix(#"{"id":1,"now":{"#))

    #expect(try await home.triggertop("undo", "2", "--yes").output == "undo: 1 done\n")
    let first = try await home.triggertop("undo", "1", "--yes", "--json")
    #expect(first.output.contains(#"{"id":1,"result":"done""#))
    #expect(
      try data(try await home.triggertop("show", "1", "--json")) == ["amount": "5", "left": "<null>", "note": "a"])
    #expect(try await home.triggertop("undo").output.contains("yes"))
    #expect(try await home.triggertop("show", "1").output.contains("undo by "))
  }

  @Test("A field or value that does not fit is named, and nothing is written")
  func refused() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill", "--data", #"{"amount": 5}"#)
    for (assignment, part) in [
      ("amout=6", "it has amount"), ("amount=much", "takes a number"), ("amount", "field=value"),
    ] {
      let run = try await home.triggertop("edit", "1", assignment, "--yes")
      #expect(run.status == 64)
      #expect(run.errors.contains(part), "\(run.errors)")
    }
    #expect(try await home.triggertop("edit", "1", "amount=5", "--yes").status == 1)
    let missing = try await home.triggertop("edit", "9", "amount=6", "--yes")
    #expect(missing.status == 1 && missing.errors.contains("no trigger 9"))
    _ = try await home.triggertop("fire", "ping")
    #expect(try await home.triggertop("edit", "2", "amount=6", "--yes").errors.contains("Trigger 2 has no data"))
    #expect(try data(try await home.triggertop("show", "1", "--json")) == ["amount": "5"])
    #expect(try await home.triggertop("undo").status == 1)
  }

  @Test("An action that is not there, was taken back, or whose triggers moved on changes nothing")
  func otherActions() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill", "--data", #"{"amount": 5}"#)
    let unknown = try await home.triggertop("undo", "99", "--yes")
    #expect(unknown.status == 1 && unknown.errors.contains("Action 99 changed no trigger"))
    _ = try await home.triggertop("delete", "1", "--yes")
    #expect(try await home.triggertop("undo", "1", "--yes").status == 0)
    #expect(try data(try await home.triggertop("show", "1", "--json")) == ["amount": "5"])
    let again = try await home.triggertop("undo", "1", "--yes")
    #expect(again.errors.contains("Action 1 changed no trigger, or all of it was taken back") && again.status == 1)
  }

  @Test("Without side tables an edit is noted in the journal file, and undo says what makes a journal")
  func withoutSideTables() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders", schema: .identity)
    try await server.execute(
      """
      INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries) VALUES ('pay_bill', now(), 0);
      INSERT INTO billing_paybill VALUES (1, 5, 'alice')
      """, at: url)
    let home = try Workspace()
    #expect(try await home.triggertop("edit", "1", "amount=6", "--yes", "--database", url).output == "edit: done\n")
    #expect(try await server.execute("SELECT amount FROM billing_paybill", at: url) == [["6"]])
    let journal = try String(contentsOfFile: home.path("state/triggertop/journal.jsonl"), encoding: .utf8)
    #expect(journal.contains(#""verb":"edit","id":1"#))
    #expect(journal.contains(#""before":{"amount":5},"after":{"amount":"6"}"#))
    let undo = try await home.triggertop("undo", "--database", url)
    #expect(undo.status == 78)
    #expect(undo.errors.contains("triggertop migrate"))
    #expect(try await home.triggertop("undo", "1", "--yes", "--database", url).status == 78)
  }

  /// Each field as text.
  private func data(_ run: ProgramRun) throws -> [String: String] {
    let shown = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    return try #require(shown["data"] as? [String: Any]).mapValues { "\($0)" }
  }
}
