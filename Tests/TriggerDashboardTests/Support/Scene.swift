import TerminalUI
import TriggerCore

@testable import TriggerDashboard

/// A queue on a bad day, at 14:02:11 in Central Europe: what the panels' tests draw.
enum Scene {
  static let now = Instant(secondsSince1970: 1_795_438_931)
  /// Of terminals.
  static let sizes = [Size(columns: 120, rows: 40), Size(columns: 80, rows: 24), Size(columns: 40, rows: 12)]

  /// What a terminal that large leaves to a dialog, and but for a line perhaps to a screen.
  static func area(_ terminal: Size) -> Size { ChromeLayout(size: terminal).dialogs.size }

  static func context(
    _ size: Size = Size(columns: 80, rows: 24), _ change: (inout ScreenContext) -> Void = { _ in }
  ) -> ScreenContext {
    var context = ScreenContext(
      limits: TryLimits(), windows: .day, limitsOrigin: "default",
      times: TimeFormat(now: now, localZone: .fixed(name: "CET", offset: 3_600)), area: Rect(size),
      data: QueueData(), connection: .live, queueName: "orders@db1/app",
      databaseArgument: "postgresql://orders@db1/app", isProduction: true,
      facilities: Facilities(hasProcessor: true),
      operatorName: "alice")
    context.data.facts = StoreFacts(
      kind: .postgres, name: "orders@db1/app", version: "15.18", sideTables: 1, isOwn: false,
      childTables: ["billing_paybill"], clock: now)
    change(&context)
    return context
  }

  static func frame(of screen: some Screen, _ context: ScreenContext) -> Frame {
    var frame = Frame(size: context.area.size)
    screen.draw(into: &frame, in: context.area, context: context)
    return frame
  }

  static func row(
    _ id: TriggerID, type: String = "pay_bill", source: String? = "invoice$4411", tries: Int = 0,
    after: Instant? = nil, processed: Instant? = nil, successful: Bool? = nil, running: RunningMark? = nil
  ) -> Page.Row {
    Page.Row(
      record: TriggerRecord(
        id: id, type: type, source: source.map(Source.init(stored:)), received: now - .minutes(192),
        progress: Progress(processed: processed, successful: successful, tries: tries, after: after)),
      running: running)
  }

  static let warned = row(88_120, tries: 4, after: now + .seconds(123))
  static let failing = row(88_121, source: "invoice$4412", tries: 2)
  static let mail = row(88_140, type: "send_mail", source: "user$17", tries: 1)
  static let givenUp = row(88_007, source: "invoice$4398", tries: 5, processed: now - .hours(1), successful: false)
  static let succeeded = row(88_001, source: nil, processed: now - .hours(1), successful: true)
  static let running = row(88_131, source: "invoice$4419", tries: 1, running: mark(for: .seconds(4)))

  static func mark(for age: Duration?, on processor: String? = "web3:411", lease: Duration = .seconds(30))
    -> RunningMark
  {
    RunningMark(kind: .work, processor: processor, started: age.map { now - $0 }, leaseUntil: now + lease)
  }

  static func processor(
    _ host: String, types: [String] = ["pay_bill"], state: ProcessorRecord.State = .running, silent: Duration = .zero
  ) -> ProcessorRecord {
    ProcessorRecord(
      id: host, host: host, pid: 411, since: now - .hours(30), types: types, concurrency: 4, state: state,
      seen: now - silent, inFlight: 1)
  }

  static let foundLocks = FoundLocks(
    locks: StuckLocks(
      locks: [
        lock(88_131, for: .hours(3)), lock(88_099, for: .minutes(64)), lock(88_001, for: nil, node: nil),
      ], isComplete: true), types: [88_131: "pay_bill", 88_001: "send_mail"])

  private static func lock(_ id: TriggerID, for age: Duration?, node: String? = "00163e5f1002") -> StuckLock {
    StuckLock(id: id, holder: LockHolder(token: "token", since: age.map { now - $0 }, node: node, expiresIn: nil))
  }

  /// What a database may hold to play tricks on a terminal.
  static let hostile = "\u{1B}[2J\u{1B}]52;c;eA==\u{7}\r\n\tevil\u{202E}lave\u{0} 漢字 👩‍👩‍👧‍👦 é\u{301}\u{301}\u{9B}31m"
}
