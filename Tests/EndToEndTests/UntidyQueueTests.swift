import Foundation
import TestSupport
import Testing

@Suite("On 300,000 rows that nobody tidied", .heavy)
struct UntidyQueueTests {
  @Test("The counts, and what each filter lists, are those of SQL", arguments: UntidyQueue.Kind.allCases)
  func counts(kind: UntidyQueue.Kind) async throws {
    let queue = try await UntidyQueue.fresh(kind)
    let snapshot = try await queue.home.triggertop("--database", queue.address)
    #expect(snapshot.status == 0)
    for (label, condition) in UntidyStates.all(queue) {
      let truth = try await queue.count(condition)
      #expect(snapshot.output.contains(try Regex("(?m)^\(label) .*?\\b\(truth)$")), "\(label): \(truth)")
    }
    for (filter, condition) in UntidyStates.filters(queue) {
      let list = try await queue.home.shell(
        "'\(ProgramRun.triggertop)' list '\(filter)' --json --limit 0 --database '\(queue.address)' | wc -l")
      #expect(
        Int(list.output.trimmingCharacters(in: .whitespacesAndNewlines)) == (try await queue.count(condition)),
        "\(filter)")
    }
  }

  @Test("Each row can be shown, whatever stands in it", arguments: UntidyQueue.Kind.allCases)
  func oddities(kind: UntidyQueue.Kind) async throws {
    let queue = try await UntidyQueue.fresh(kind)
    let ids = try await queue.sql(
      """
      SELECT id FROM djtriggers_trigger
      WHERE id > 299500 OR id IN (1, 150, 193900) ORDER BY id
      """
    ).compactMap { $0[0] }
    let shown = try await ProgramRun.triggertop(
      ["show", "--json", "--database", queue.address] + ids, environment: queue.home.environment)
    #expect(shown.status == 0, "\(shown.errors)")
    let lines = shown.output.split(separator: "\n")
    #expect(lines.count == ids.count)
    for line in lines {
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    }
    #expect(!shown.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F })
  }

  @Test(
    "The dashboard's tiles, totals, first and last rows, and what ** marks, are those of SQL at each size",
    arguments: UntidyQueue.Kind.allCases)
  func dashboard(kind: UntidyQueue.Kind) async throws {
    let queue = try await UntidyQueue.fresh(kind)
    let attention = grouped(try await queue.count(UntidyStates.attention(queue)))
    let last = UntidyStates.failedLately(queue)
    let ends = try await queue.sql(
      "SELECT id FROM djtriggers_trigger WHERE \(last) ORDER BY date_processed DESC, id DESC"
    ).compactMap { $0[0] }
    let next = try #require(
      try await queue.sql(
        """
        SELECT id FROM djtriggers_trigger WHERE \(UntidyStates.scheduled(queue)) ORDER BY process_after, id LIMIT 1
        """
      ).first?[0])
    for (columns, rows) in [(120, 40), (80, 24), (40, 12)] {
      try await Tmux.withTerminal(columns: columns, rows: rows, environment: queue.home.environment) { tmux in
        try await tmux.enter("'\(ProgramRun.triggertop)' --read-only '\(queue.address)'")
        if columns >= 60 {
          for (state, condition) in UntidyStates.tiles(queue) {
            let truth = grouped(try await queue.count(condition))
            try await tmux.wait(until: "\(state) \(truth)") { UntidyScreen($0).value(under: state) == truth }
          }
        }
        try await tmux.wait(until: "rows of \(attention)") {
          $0.contains(attention) && UntidyScreen($0).firstRow != nil
        }
        try await tmux.press("*", "*")
        try await tmux.wait(for: "\(attention) marked")
        try await tmux.press("U")
        try await tmux.enter(":view failed")
        try await tmux.wait(until: "the newest first") { UntidyScreen($0).firstRow?.contains(ends[0]) == true }
        try await tmux.press("G")
        try await tmux.wait(until: "the oldest last") { UntidyScreen($0).mentions(ends[ends.count - 1]) }
        try await tmux.enter(":view scheduled")
        try await tmux.wait(until: "the next first") { UntidyScreen($0).firstRow?.contains(next) == true }
      }
    }
  }

  @Test(
    "What is deleted comes back as it was, in every table; what the application keeps is left whole and told",
    arguments: UntidyQueue.Kind.allCases)
  func deletion(kind: UntidyQueue.Kind) async throws {
    let queue = try await UntidyQueue.fresh(kind)
    let types = ["geo_move", "change_setting", "grow_tree"]
    let kept = try await queue.contents(of: ["import_csv"])
    let refused = try await queue.home.triggertop(
      "delete", "type:import_csv", "state:scheduled", "--yes", "--database", queue.address)
    #expect(refused.status == 2 || refused.status == 1, "\(refused.output)")
    #expect(try await queue.contents(of: ["import_csv"]) == kept)

    let before = try await queue.contents(of: types)
    for type in types {
      let deleted = try await queue.home.triggertop("delete", "type:\(type)", "--yes", "--database", queue.address)
      #expect(deleted.status == 0, "\(type): \(deleted.output) \(deleted.errors)")
    }
    #expect(try await queue.count("trigger_type IN ('geo_move', 'change_setting', 'grow_tree')") == 0)
    for action in try await queue.sql("SELECT id FROM triggertop_action ORDER BY id DESC LIMIT 3").compactMap({ $0[0] })
    {
      let undone = try await queue.home.triggertop("undo", action, "--yes", "--database", queue.address)
      #expect(undone.status == 0, "\(undone.output) \(undone.errors)")
    }
    #expect(try await queue.contents(of: types) == before)
  }

  @Test(
    "Cleaning takes what is old with all that belongs to it, but what the application keeps",
    arguments: UntidyQueue.Kind.allCases)
  func cleaning(kind: UntidyQueue.Kind) async throws {
    let queue = try await UntidyQueue.fresh(kind)
    // Rows grow old while this runs: what is old now is gone afterwards, and a few more may be.
    let boundary = try #require(try await queue.sql("SELECT \(queue.ago(.seconds(86 * 86_400)))")[0][0])
    let old = "date_processed < '\(boundary)'"
    let (all, expected) = (
      try await queue.count("1 = 1"), try await queue.count("\(old) AND trigger_type <> 'import_csv'")
    )
    let cleaned = try await queue.home.triggertop(
      "clean", "--older-than", "86 days", "--yes", "--database", queue.address)
    let removed = all - (try await queue.count("1 = 1"))
    #expect(removed >= expected && expected > 0)
    #expect(cleaned.output.contains("\(removed) removed"), "\(cleaned.output) \(cleaned.errors)")
    #expect(cleaned.errors.contains("import_csv") || cleaned.output.contains("import_csv") || cleaned.status == 2)
    #expect(try await queue.count("\(old) AND trigger_type <> 'import_csv'") == 0)
    for child in [
      "billing_paybill.trigger_ptr_id", "djtriggers_triggerresult.trigger_id", "triggertop_attempt.trigger_id",
    ] {
      let (table, key) = (child.prefix { $0 != "." }, child.drop { $0 != "." }.dropFirst())
      #expect(
        try await queue.number(
          "SELECT count(*) FROM \(table) WHERE NOT EXISTS (SELECT 1 FROM djtriggers_trigger WHERE id = \(key))") == 0)
    }
  }

  @Test("A handler gets the data of the trigger's own table", arguments: UntidyQueue.Kind.allCases)
  func handling(kind: UntidyQueue.Kind) async throws {
    let queue = try await UntidyQueue.fresh(kind)
    try queue.home.write(
      """
      [processor]
      claims_only = true
      [handlers.geo_move]
      command = ["sh", "-c", "cat >> \(queue.home.path("seen")); echo >> \(queue.home.path("seen"))"]
      """, to: "config/triggertop/config.toml")
    let moved = try await queue.home.triggertop(
      "reschedule", "type:geo_move", "--to", "none", "--yes", "--database", queue.address)
    #expect(moved.status == 0, "\(moved.errors)")
    let run = try await queue.home.triggertop("process", "--once", "--database", queue.address)
    #expect(run.status == 0, "\(run.errors)")
    let seen = try String(contentsOfFile: queue.home.path("seen"), encoding: .utf8)
    let rows = try await queue.sql("SELECT x, y FROM geo_move")
    #expect(rows.count == 50)
    let unseen = rows.filter { row in !seen.contains(#""x":\#(row[0] ?? ""),"y":\#(row[1] ?? "")"#) }
    #expect(unseen.isEmpty)
  }
}

private func grouped(_ number: Int) -> String { number.formatted(.number.locale(Locale(identifier: "en_US"))) }

/// What a screen of the dashboard shows.
private struct UntidyScreen {
  let lines: [String]

  init(_ text: String) { lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

  /// The number of a tile, without its trend.
  func value(under label: String) -> String? {
    guard lines.count > 2, let start = lines[1].range(of: label)?.lowerBound else { return nil }
    let column = lines[1].distance(from: lines[1].startIndex, to: start)
    return lines[2].dropFirst(column).split(separator: " ").first.map(String.init)
  }

  /// The row under the cursor's mark.
  var firstRow: Substring? { lines.first { $0.hasPrefix("▸") }.map { $0[...] } }

  func mentions(_ id: String) -> Bool { lines.contains { $0.split { !$0.isNumber }.contains(id[...]) } }
}
