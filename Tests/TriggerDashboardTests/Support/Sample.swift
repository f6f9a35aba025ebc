import TriggerCore

@testable import TriggerDashboard

/// An afternoon on somebody's queue, as SCREENS would draw it.
enum Sample {
  /// 2026-11-23 13:02:11 UTC.
  static let now = Instant(secondsSince1970: 1_795_438_931)

  static func row(
    _ id: TriggerID, _ type: String = "pay_bill", source: String? = "invoice$4411", age: Duration = .hours(3),
    tries: Int = 0, after: Instant? = nil, processed: Instant? = nil, successful: Bool? = nil,
    error: AttemptError? = nil, running: RunningMark? = nil
  ) -> Page.Row {
    Page.Row(
      record: TriggerRecord(
        id: id, type: type, source: source.map { Source(stored: $0) }, received: now - age,
        progress: Progress(processed: processed, successful: successful, tries: tries, after: after)),
      lastError: error, running: running)
  }

  static let timeout = AttemptError(type: "BankTimeout", message: "timeout: bank API did not answer (504)")

  static let rows = [
    row(88_007, age: .minutes(302), tries: 5, processed: now - .hours(2), successful: false, error: timeout),
    row(88_008, source: "invoice$4399", age: .minutes(302), tries: 5, processed: now - .hours(2), successful: false),
    row(88_120, age: .minutes(192), tries: 4, after: now + .seconds(125), error: timeout),
    row(88_121, source: "invoice$4412", age: .minutes(190), tries: 2, error: timeout),
    row(
      88_131, source: "invoice$4419", age: .minutes(178), tries: 1, error: timeout,
      running: RunningMark(
        kind: .work, processor: "web3:411", started: now - .seconds(4), leaseUntil: now + .seconds(26))
    ),
    row(
      88_140, "send_mail", source: "user$17", age: .minutes(12), tries: 1, after: now + .seconds(30),
      error: AttemptError(type: "SMTPError", message: "550 mailbox unavailable")),
    row(88_150, "sync_stock", source: nil, age: .seconds(40), tries: 1),
  ]

  static func page(_ rows: [Page.Row] = rows, hasMore: Bool = false, scannedTo: PageCursor? = nil) -> Page {
    Page(rows: rows, hasMore: hasMore, scannedTo: scannedTo, at: now, cost: .milliseconds(3))
  }

  /// - Parameter earlier: how long before now; less was wrong then.
  static func counts(earlier: Duration = .zero) -> StateCounts {
    let isEarlier = earlier > .zero
    return StateCounts(
      states: [
        .pending: Tally(isEarlier ? 1_242 : 1_204), .scheduled: Tally(8_310), .failing: Tally(isEarlier ? 39 : 42),
        .warned: Tally(7), .failed: Tally(isEarlier ? 18 : 19), .succeeded: Tally(52_123, .estimate),
      ],
      due: Tally(isEarlier ? 1_504 : 1_204), oldestDue: now - .seconds(192), processedLastMinute: Tally(840),
      types: [
        StateCounts.OfType(
          type: "pay_bill", states: [:], due: Tally(isEarlier ? 1_504 : 1_204), oldestDue: now - .seconds(192))
      ], scanned: 1, at: now - earlier, cost: .milliseconds(3))
  }

  static let facts = StoreFacts(
    kind: .postgres, name: "orders@db1/app", version: "15.5", sideTables: 1, isOwn: false, childTables: [], clock: now)

  static let overview = ProcessorOverview(
    processors: [
      ProcessorRecord(
        id: "a", host: "web3", pid: 411, since: now - .hours(8), types: ["pay_bill", "send_mail"], concurrency: 4,
        state: .running, seen: now - .seconds(2), inFlight: 1)
    ], claims: [], at: now)

  static let detail = TriggerDetail(
    row: rows[2],
    attempts: [
      Attempt(
        number: 4, started: now - .seconds(240), duration: .seconds(30), outcome: .failed, processor: "web3:411",
        error: timeout)
    ], at: now)
}
