import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Detail of a trigger")
struct DetailScreenTests {
  private static let backtrace = (1...12).map { "  at bank.Client.call(frame \($0))" }.joined(separator: "\n")

  private static func attempt(_ number: Int, _ ago: Duration, backtrace: String? = nil) -> Attempt {
    Attempt(
      number: number, started: Scene.now - ago, duration: .seconds(30), outcome: .failed, processor: "web3:411",
      error: AttemptError(type: "BankTimeout", message: "bank API did not answer (504)", backtrace: backtrace))
  }

  private static let detail = TriggerDetail(
    row: Scene.warned,
    data: TriggerData(fields: [
      .init("amount", .integer(5)), .init("recipient_id", .integer(7)), .init("note", .null),
      .init("lines", .array([.object([.init("sku", .text("A-1")), .init("price", .decimal("9.90"))])])),
    ]),
    dataTable: "billing_paybill",
    attempts: [attempt(4, .minutes(4), backtrace: backtrace), attempt(3, .minutes(20))],
    results: ["sent\nreference 4711"],
    actions: [
      ActionRecord(
        at: Scene.now - .minutes(30), by: Operator(name: "alice", host: "ops1"), verb: "retry",
        before: Progress(processed: Scene.now - .hours(1), successful: false, tries: 5),
        after: Progress(tries: 0))
    ],
    at: Scene.now)

  private static func context(_ size: Size = Size(columns: 80, rows: 24), _ detail: TriggerDetail? = detail)
    -> ScreenContext
  {
    Scene.context(size) {
      $0.data.detail = detail
      $0.data.overview = ProcessorOverview(processors: [Scene.processor("web3")], claims: [], at: Scene.now)
    }
  }

  private let screen = DetailScreen(id: 88_120, siblings: [88_119, 88_120, 88_121])

  @Test("Says everything about a trigger, as far as it fits", arguments: Scene.sizes)
  func everything(_ size: Size) {
    assertSnapshot(of: Scene.frame(of: screen, Self.context(Scene.area(size))), named: "detail@\(size)")
  }

  @Test("Errors are shown whole when asked for, and can be scrolled to the end")
  func whole() {
    let context = Self.context()
    var screen = screen
    #expect(Scene.frame(of: screen, Self.context(Size(columns: 80, rows: 40))).snapshotText.contains("… 6 more lines"))
    _ = screen.press(.enter, "G", in: context)
    assertSnapshot(of: Scene.frame(of: screen, context), named: "detail-whole-end@80x24")
  }

  @Test("Times stand plain; of a long value it says where the rest is")
  func longValue() {
    let data = TriggerData(fields: [
      .init("at", .instant(Scene.now)), .init("long", .text(String(repeating: "x", count: 10_000))),
    ])
    let detail = TriggerDetail(row: Scene.warned, data: data, at: Scene.now)
    let context = Self.context(Size(columns: 120, rows: 60), detail)
    let text = Scene.frame(of: screen, context).snapshotText
    #expect(text.contains("bytes more"))
    #expect(text.contains("The whole of it: triggertop show --database postgresql://orders@db1/app 88120"))
    #expect(text.contains(" \(Scene.now.iso8601)") && !text.contains("\"\(Scene.now.iso8601)"))
  }

  @Test("Without side tables it says what would record errors")
  func djangoTablesAlone() {
    var context = Self.context()
    context.data.facts?.sideTables = nil
    context.data.detail?.attempts = []
    context.data.detail?.actions = []
    assertSnapshot(of: Scene.frame(of: screen, context), named: "detail-django@80x24")
  }

  @Test("Tables that are there and may not be read are told as that, with the grant")
  func unreadableTables() {
    var context = Self.context(Size(columns: 200, rows: 40))
    context.data.facts?.sideTables = nil
    let grant = "The role web may not read triggertop_attempt: GRANT SELECT ON app.triggertop_attempt TO web."
    context.data.facts?.sideTablesRefusal = grant
    context.data.detail?.attempts = []
    let text = Scene.frame(of: screen, context).snapshotText
    #expect(text.contains("ATTEMPTS  not readable") && text.contains("GRANT SELECT ON app.triggertop_attempt"))
    #expect(!text.contains("migrate") && !text.contains("has no triggertop tables"))
  }

  @Test("However much was recorded, no more is wrapped with each frame than anybody would read; copying takes it all")
  func bounded() {
    let error = AttemptError(type: "E", message: String(repeating: "word ", count: 3_900), backtrace: nil)
    var detail = Self.detail
    detail.attempts = (1...100).map {
      Attempt(number: $0, started: Scene.now, duration: .zero, outcome: .failed, processor: nil, error: error)
    }
    let context = Self.context(Size(columns: 80, rows: 40), detail)
    func lines(isWhole: Bool, _ limit: Int = 100_000) -> Int {
      DetailPage(detail, in: context, isWhole: isWhole, width: 80, wholeLimit: limit).lines.count
    }
    #expect(lines(isWhole: false) < 1_000)
    #expect((1_000...3_000).contains(lines(isWhole: true)))
    #expect(lines(isWhole: true, .max) > 20_000)
  }

  @Test("Who holds it, by claim and by lock, is told")
  func held() {
    var context = Self.context(Size(columns: 80, rows: 60))
    context.data.detail?.row.running = Scene.mark(for: .seconds(4))
    let holder = LockHolder(token: "t", since: nil, node: "00163e5f1002", expiresIn: nil)
    context.data.locks = [88_120: SeenLock(holder: holder, at: Scene.now)]
    let text = Scene.frame(of: screen, context).snapshotText
    #expect(text.contains("running on web3:411 for 4s"))
    #expect(text.contains("locked by 00:16:3e:5f:10:02"))
    #expect(text.contains("until 14:02:41 CET (in 30s)"))
  }

  @Test("Before the answer it says what is being read; afterwards, that it is gone")
  func absent() {
    var screen = screen
    let context = Self.context(Size(columns: 60, rows: 3), nil)
    #expect(Scene.frame(of: screen, context).text(row: 1) == " Reading trigger 88120…")
    _ = screen.receive(.detail(88_120, .success(nil)), in: context)
    #expect(Scene.frame(of: screen, context).text(row: 1).contains("is gone"))
    _ = screen.receive(.detail(88_120, .failure(.timedOut("No answer within 5 s."))), in: context)
    #expect(Scene.frame(of: screen, context).text(row: 1) == " No answer within 5 s.")
  }

  @Test("The detail of another trigger is not shown in its place")
  func another() {
    var other = Self.detail
    other.row = Scene.failing
    #expect(Scene.frame(of: screen, Self.context(Size(columns: 60, rows: 8), other)).text(row: 1).contains("Reading"))
  }

  @Test("n and p go along the list, and no further")
  func neighbours() {
    var screen = screen
    let context = Self.context()
    #expect(screen.press("n", in: context) == ["load 88121"])
    #expect(screen.press("n", in: context) == nil)
    #expect(screen.press("p", "p", in: context) == ["load 88119"])
    #expect(screen.id == 88_119)
  }

  @Test("Acting names the row as it was read, and says why where nothing may be changed")
  func acts() {
    var screen = screen
    var context = Self.context()
    #expect(screen.press("D", in: context) == ["delete 88120"])
    #expect(screen.press("r", in: context) == ["retry 88120"])
    context.readOnlyReason = "The role has only SELECT."
    #expect(screen.press("D", in: context) == ["tell: The role has only SELECT."])
  }

  @Test("Copying takes all of it, whole")
  func copies() {
    var screen = screen
    let copied = screen.press("y", in: Self.context())?.first ?? ""
    #expect(copied.hasPrefix("copy 88120 pay_bill\n"))
    #expect(copied.contains("frame 12"))
  }

  @Test("Hostile data is shown as text, at any size", arguments: Scene.sizes + [Size(columns: 1, rows: 1)])
  func hostile(_ size: Size) {
    var detail = Self.detail
    detail.row = Scene.row(88_120, type: Scene.hostile, source: Scene.hostile, tries: 1)
    detail.attempts = [
      Attempt(
        number: 1, started: .infinity, duration: .seconds(-3), outcome: .failed, processor: Scene.hostile,
        error: AttemptError(type: Scene.hostile, message: Scene.hostile, backtrace: Scene.hostile))
    ]
    detail.data = TriggerData(fields: [.init(Scene.hostile, .text(Scene.hostile))])
    detail.results = [Scene.hostile, ""]
    let text = Scene.frame(of: screen, Self.context(size, detail)).snapshotText
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x9B || $0.value == 0x202E })
  }
}
