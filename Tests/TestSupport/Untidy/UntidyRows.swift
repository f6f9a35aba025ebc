/// The triggers of an untidy queue: 300,000 rows of twelve types, in statements that both databases understand.
///
/// No row lies within half an hour of an edge that a screen knows (an hour ago, a day ago, now), so that what is counted
/// stays the same while tests look.
struct UntidyRows: Sendable {
  static let count = 300_000
  static let incident = 4_000

  let dialect: UntidyDialect
  /// Seconds since 1970 that stand for the present.
  let base: Int

  var statements: [String] { [history, doneLately, backlog, incident, scheduled, children, odd, broughtBack] }

  private func ago(_ seconds: String) -> String { dialect.ago(seconds, base: base) }

  private func insert(_ count: Int, _ columns: [String]) -> String {
    """
    INSERT INTO djtriggers_trigger
      (trigger_type, source, date_received, date_processed, process_after, number_of_tries, successful)
    \(dialect.numbers(count)) SELECT \(columns.joined(separator: ", ")) FROM g ORDER BY n
    """
  }

  /// Processed and given up over 90 days, the newest 25 hours ago; some of before the column `successful`.
  private var history: String {
    let received = "90000 + (193750 - n) * 39.6"
    return insert(
      193_750,
      [
        """
        CASE n % 8 WHEN 0 THEN 'pay_bill' WHEN 1 THEN 'send_mail' WHEN 2 THEN 'notify_webhook'
          WHEN 3 THEN 'sync_contact' WHEN 4 THEN 'print_invoice' WHEN 5 THEN 'import_csv' WHEN 6 THEN '顧客通知'
          ELSE 'שלח_דואר' END
        """,
        "CASE WHEN n % 7 = 0 THEN NULL ELSE 'invoice$' || n END", ago(received), ago("\(received) - 30"), "NULL",
        "CASE WHEN n % 20 = 3 THEN 5 ELSE n % 3 END",
        "CASE WHEN n % 20 = 3 THEN false WHEN n % 20 = 4 THEN NULL ELSE true END",
      ])
  }

  /// Succeeded within the last half hour.
  private var doneLately: String {
    insert(
      150, ["'send_mail'", "'user$' || n", ago("n * 10 + 90"), ago("n * 10 + 60"), "NULL", "0", "true"])
  }

  /// Due, never tried, and more than any cap of a count.
  private var backlog: String {
    insert(
      100_000,
      [
        "CASE n % 50 WHEN 0 THEN 'notify_webhook' ELSE 'sync_contact' END", "'contact$' || n", ago("7200 + n / 50"),
        "NULL", "CASE WHEN n % 3 = 0 THEN NULL ELSE \(ago("3600 + n / 50")) END", "0", "NULL",
      ])
  }

  /// One bad hour of `pay_bill`, by two faults in turn: failing, warned, given up.
  private var incident: String {
    insert(
      Self.incident,
      [
        "'pay_bill'", "'invoice$7' || n", ago("10800 + n"), "CASE WHEN n % 20 < 7 THEN \(ago("300 + n / 4")) END",
        "CASE WHEN n % 20 < 7 THEN NULL ELSE \(ago("-86400 - n")) END",
        "CASE WHEN n % 20 < 7 THEN 5 WHEN n % 20 < 10 THEN 4 ELSE 1 + n % 3 END",
        "CASE WHEN n % 20 < 7 THEN false END",
      ])
  }

  /// Ahead by an hour to a year; ids run against the order in time.
  private var scheduled: String {
    insert(
      1_800,
      ["'print_invoice'", "'order$' || n", ago("500 - n / 10"), "NULL", ago("-3600 - (1801 - n) * 17520"), "0", "NULL"])
  }

  /// Those with data in tables of their own.
  private var children: String {
    insert(
      200,
      [
        "CASE n % 4 WHEN 0 THEN 'geo_move' WHEN 1 THEN 'change_setting' WHEN 2 THEN 'grow_tree' ELSE 'import_csv' END",
        "'part$' || n", ago("6000 + n"), "NULL", ago("-7200 - n"), "0", "NULL",
      ])
  }

  /// A hundred that nobody tidied; those never tried are due as far as their times allow.
  private var odd: String {
    let (first, last) = (dialect.literal(.yearOne), dialect.literal(.year9999))
    let (always, never) = (dialect.literal(.negativeInfinity), dialect.literal(.infinity))
    return insert(
      100,
      [
        "CASE n % 4 WHEN 0 THEN '' WHEN 1 THEN '顧客通知' WHEN 2 THEN 'שלח_דואר' ELSE 'notify_webhook' END",
        """
        CASE n % 6 WHEN 0 THEN NULL WHEN 1 THEN '\(String(repeating: "漢字", count: 70))$' || n
          WHEN 2 THEN 'חשבונית$' || n || '$אבג' WHEN 3 THEN '$$$' WHEN 4 THEN '👩‍👩‍👧‍👦$e' || n ELSE '' END
        """,
        "CASE n % 5 WHEN 0 THEN \(first) WHEN 1 THEN \(always) ELSE \(ago("9000 + n")) END", "NULL",
        "CASE n % 7 WHEN 0 THEN \(never) WHEN 1 THEN \(last) WHEN 2 THEN \(always) WHEN 3 THEN \(first) END",
        "CASE n % 9 WHEN 0 THEN -1 WHEN 1 THEN 2147483647 ELSE 0 END", "NULL",
      ])
  }

  /// Rows of the oldest ids, tried again and given up today.
  private var broughtBack: String {
    """
    UPDATE djtriggers_trigger SET date_processed = \(ago("7200 + id * 40")), successful = false, number_of_tries = 5
    WHERE id <= 150
    """
  }
}
