/// What is in a smoke run's queue, as SQL of its database.
struct SmokeRows {
  private let database: SmokeQueue.Database

  init(_ database: SmokeQueue.Database) { self.database = database }

  func statements(_ content: SmokeQueue.Content) -> [String] {
    switch content {
    case .empty: [nothing]
    case .full: [nothing, full] + around
    case .hostile: [nothing, hostile] + around
    }
  }

  /// Ids begin with 1.
  private var nothing: String {
    database == .own ? "DELETE FROM djtriggers_trigger; DELETE FROM sqlite_sequence" : "DELETE FROM djtriggers_trigger"
  }

  /// A thousand triggers of four types in every state; of `job` few.
  private var full: String {
    """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    INSERT INTO djtriggers_trigger
      (trigger_type, source, date_received, date_processed, process_after, number_of_tries, successful)
    SELECT CASE WHEN i % 100 = 5 THEN 'job' WHEN i % 3 = 0 THEN 'pay_bill' WHEN i % 3 = 1 THEN 'send_mail'
        ELSE 'sync_stock' END,
      'invoice$' || i, \(ago("60 * i + 7200")), CASE WHEN i % 10 < 5 THEN \(ago("60 * i")) END,
      CASE WHEN i % 10 = 6 THEN \(ago("-86400")) END,
      CASE i % 10 WHEN 4 THEN 5 WHEN 7 THEN 2 WHEN 8 THEN 4 ELSE 0 END,
      CASE WHEN i % 10 < 4 THEN true WHEN i % 10 = 4 THEN false END
    FROM n
    """
  }

  /// What a database may hold that no program meant to write.
  private var hostile: String {
    let texts = [
      "pay_bill", "", "\u{1B}[2J\u{1B}]52;c;eA==\u{7}\r\n\tevil", "\u{202E}lave 漢字 👩‍👩‍👧‍👦 e\u{301}\u{301}", "no_such_type",
      "job",
    ]
    let sources = [nil, "", String(repeating: "漢$", count: 75), texts[2], "$$", "a"]
    let times =
      database.isPostgres
      ? ["0001-01-01", "9999-12-31 23:59:59.999999", "-infinity", "infinity", "0043-03-15 BC", "2026-11-23"]
      : ["0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "yesterday", "", "2026-02-30 25:00:00", "2026-11-23"]
    let tries = [0, -1, 2_147_483_647, 1, 4, 5]
    var rows: [String] = []
    for number in 0..<216 {
      let (first, second, third) = (number % 6, number / 6 % 6, number / 36)
      let processed = third < 3 ? "NULL" : quoted(times[second])
      let after = second == 0 ? "NULL" : quoted(times[(second + third) % 6])
      rows.append(
        """
        (\(quoted(texts[first])), \(sources[second].map(quoted) ?? "NULL"), \(quoted(times[(first + third) % 6])), \
        \(processed), \(after), \(tries[third]), \(["NULL", "true", "false"][number % 3]))
        """)
    }
    return """
      INSERT INTO djtriggers_trigger
        (trigger_type, source, date_received, date_processed, process_after, number_of_tries, successful)
      VALUES \(rows.joined(separator: ",\n"));
      UPDATE djtriggers_trigger SET id = -5 WHERE id = 5;
      UPDATE djtriggers_trigger SET id = 2147483647 WHERE id = 6;
      """
  }

  /// What hangs on triggers: results, data, attempts.
  private var around: [String] {
    let text = quoted("\u{1B}[31mThe bank\u{7} did not answer.\n漢字 \u{202E}")
    let results = """
      INSERT INTO djtriggers_triggerresult (result, trigger_id)
      SELECT \(text), id FROM djtriggers_trigger WHERE date_processed IS NOT NULL
      """
    let data =
      database == .own
      ? """
      INSERT INTO triggertop_payload (trigger_id, received, data)
      SELECT id, date_received, '{"amount": 5, "notes": ["a", null, {"b": 1e400}]}' FROM djtriggers_trigger
      WHERE trigger_type = 'pay_bill'
      """
      : """
      INSERT INTO billing_paybill (trigger_ptr_id, amount, recipient)
      SELECT id, 5, \(text) FROM djtriggers_trigger WHERE trigger_type = 'pay_bill'
      """
    guard database.hasSideTables else { return [results, data] }
    let attempts = """
      INSERT INTO triggertop_attempt
        (trigger_id, received, epoch, number, processor, started_at, duration, outcome, error_type, message, backtrace)
      SELECT id, date_received, id, number_of_tries, 'web3:71', date_received,
        \(database.isPostgres ? "interval '1 second'" : "1000000"), 'failed', 'BankTimeout', \(text), \(text)
      FROM djtriggers_trigger WHERE number_of_tries > 0
      """
    return [results, data, attempts]
  }

  private func ago(_ seconds: String) -> String {
    database.isPostgres
      ? "now() - (\(seconds)) * interval '1 second'"
      : "strftime('%Y-%m-%d %H:%M:%f000', 'now', -(\(seconds)) || ' seconds')"
  }

  private func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }
}
