import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

/// A queue as the dashboard hears of it: what is in it, and what every question is answered.
struct World: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var size = Size(columns: 80, rows: 24)
  var facts = Sample.facts
  var rows: [Page.Row] = []
  var counts = World.noCounts
  var overview = ProcessorOverview(processors: [], claims: [], at: Sample.now)
  var locks: [StuckLock] = []
  /// Stands wherever text comes from outside.
  var text = "timeout: bank API did not answer (504)"
  /// What comes in place of every answer.
  var failure: StoreError?
  var isSilent = false
  var checked: [CheckRun.Entry] = []
  var logs = true

  static let all = [
    World(testDescription: "that does not answer", size: Size(columns: 40, rows: 12), isSilent: true, logs: false),
    World(testDescription: "that fails", size: Size(columns: 40, rows: 12), failure: .unreachable("It is gone.")),
    World(testDescription: "that is empty", logs: false),
    World(
      testDescription: "that is full", rows: Sample.rows, counts: Sample.counts(),
      overview: Sample.overview, locks: Scene.foundLocks.locks.locks),
    World(testDescription: "of Django alone", facts: django, rows: Sample.rows, counts: Sample.counts()),
    World(
      testDescription: "that is hostile", size: Size(columns: 40, rows: 12), rows: hostileRows, counts: hostileCounts,
      overview: hostileOverview, locks: hostileLocks, text: Scene.hostile),
  ]

  private static let facilities = Facilities(
    seesLocks: true, findsStuckLocks: true, hasProcessor: true, editsData: true, undoes: true, checks: ["database"])

  private static let django: StoreFacts = {
    var facts = Sample.facts
    facts.sideTables = nil
    return facts
  }()

  private static let noCounts = StateCounts(
    states: Dictionary(uniqueKeysWithValues: TriggerState.allCases.map { ($0, Tally(0)) }), due: Tally(0),
    oldestDue: nil, processedLastMinute: Tally(0), types: [], scanned: 1, at: Sample.now, cost: .zero)

  /// A dashboard that has heard what this queue has to say.
  func driver() -> DashboardDriver {
    var driver = DashboardDriver(size: size, facilities: Self.facilities)
    driver.send(.processorStatus(ProcessorStatus(concurrency: 4, types: [rows.first?.record.type ?? "pay_bill"])))
    answer(&driver)
    guard logs else { return driver }
    for (index, kind) in ProcessorEvent.Kind.allCases.enumerated() {
      driver.send(
        .processorEvent(
          ProcessorEvent(
            at: Sample.now - .seconds(index), kind: kind, level: index % 2 == 0 ? .info : .error, text: text,
            trigger: rows.first?.id, type: rows.first?.record.type)))
    }
    return driver
  }

  /// Answers what was asked, and what is asked upon that.
  func answer(_ driver: inout DashboardDriver) {
    for _ in 1...4 {
      let effects = driver.takeEffects()
      if effects.isEmpty || isSilent { return }
      for effect in effects { for answer in answers(to: effect) { driver.send(answer) } }
    }
  }
}

// MARK: - Hostile data

extension World {
  private static let hostileRows = [
    hostileRow(.max, tries: Int(Int32.max), after: .infinity),
    hostileRow(.min, tries: -1, after: .negativeInfinity),
    hostileRow(0, type: "", source: "", received: .infinity, processed: .negativeInfinity, successful: false),
    hostileRow(-1, received: .negativeInfinity, processed: .infinity, successful: true),
    hostileRow(
      1, source: String(repeating: "漢$", count: 75), received: Instant(secondsSince1970: -62_135_596_800),
      after: Instant(secondsSince1970: 253_402_300_799)),
    hostileRow(2, source: nil, processed: Sample.now, successful: nil),
  ]

  private static func hostileRow(
    _ id: TriggerID, type: String = Scene.hostile, source: String? = Scene.hostile, received: Instant = Sample.now,
    tries: Int = 1, after: Instant? = nil, processed: Instant? = nil, successful: Bool? = nil
  ) -> Page.Row {
    Page.Row(
      record: TriggerRecord(
        id: id, type: type, source: source.map(Source.init(stored:)), received: received,
        progress: Progress(processed: processed, successful: successful, tries: tries, after: after)),
      lastError: AttemptError(type: Scene.hostile, message: Scene.hostile, backtrace: Scene.hostile))
  }

  private static let hostileCounts = StateCounts(
    states: Dictionary(uniqueKeysWithValues: TriggerState.allCases.map { ($0, Tally(10_000_000_000, .atLeast)) }),
    due: Tally(10_000_000_000), oldestDue: .negativeInfinity, processedLastMinute: Tally(10_000_000_000, .estimate),
    types: [.init(type: Scene.hostile, states: [:], oldestDue: .infinity)], scanned: 0, at: Sample.now,
    cost: .hours(1))

  private static let hostileOverview = ProcessorOverview(
    processors: [
      ProcessorRecord(
        id: "", host: Scene.hostile, pid: -1, since: .negativeInfinity, types: [Scene.hostile, ""],
        concurrency: Int(Int32.max),
        state: .draining, seen: .infinity, inFlight: -1)
    ],
    claims: [
      ClaimedTrigger(
        id: .min, type: Scene.hostile, processorID: Scene.hostile,
        mark: RunningMark(kind: .work, processor: nil, started: .infinity, leaseUntil: .negativeInfinity))
    ], at: Sample.now)

  private static let hostileLocks = [TriggerID.max, .min].map { id in
    StuckLock(
      id: id,
      holder: LockHolder(token: Scene.hostile, since: .negativeInfinity, node: Scene.hostile, expiresIn: .seconds(-1)))
  }
}
