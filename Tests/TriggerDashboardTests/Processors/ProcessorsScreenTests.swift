import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Processors screen")
struct ProcessorsScreenTests {
  private static let own = ProcessorStatus(
    state: .running, concurrency: 4, types: ["pay_bill", "send_mail"],
    runs: [
      .init(id: 88_131, type: "pay_bill", source: "invoice$4419", started: Scene.now - .seconds(64), tries: 1),
      .init(id: 88_140, type: "send_mail", source: nil, started: Scene.now - .seconds(2), tries: 0),
    ], succeeded: 1_204, failed: 12, processorID: "own")

  private static let overview = ProcessorOverview(
    processors: [
      Scene.processor("own"), Scene.processor("web3"),
      Scene.processor("web4", types: ["pay_bill", "export"], state: .paused, silent: .seconds(3)),
      Scene.processor("web5", silent: .hours(2)),
    ],
    claims: [
      ClaimedTrigger(id: 88_131, type: "pay_bill", processorID: "own", mark: Scene.mark(for: .seconds(64))),
      ClaimedTrigger(id: 88_150, type: "pay_bill", processorID: "web3", mark: Scene.mark(for: .seconds(9))),
      ClaimedTrigger(id: 88_151, type: "export", processorID: "web3", mark: Scene.mark(for: nil)),
      ClaimedTrigger(
        id: 88_099, type: "pay_bill", processorID: nil,
        mark: Scene.mark(for: .hours(2), on: nil, lease: .seconds(-7_100))),
    ], at: Scene.now)

  private static let counts = StateCounts(
    states: [:], due: Tally(0), oldestDue: nil, processedLastMinute: Tally(0),
    types: [
      .init(
        type: "send_fax", states: [.pending: Tally(1_204), .succeeded: Tally(3)], oldestDue: Scene.now - .hours(3)),
      .init(type: "pay_bill", states: [.pending: Tally(3)], oldestDue: nil),
    ], scanned: 1, at: Scene.now, cost: .zero)

  private static func context(
    _ size: Size = Size(columns: 80, rows: 24), own: ProcessorStatus? = own,
    _ change: (inout ScreenContext) -> Void = { _ in }
  ) -> ScreenContext {
    Scene.context(size) {
      $0.data.processor = own
      $0.data.overview = overview
      $0.data.counts = counts
      change(&$0)
    }
  }

  @Test("Shows its own processor on top, then all others and what nobody handles", arguments: Scene.sizes)
  func everything(_ size: Size) {
    assertSnapshot(of: Scene.frame(of: ProcessorsScreen(), Self.context(Scene.area(size))), named: "processors@\(size)")
  }

  @Test("What it runs by name while it is off is its own, here and on every other screen")
  func byName() {
    var own = Self.own
    own.state = .off
    own.runs.removeLast()
    let context = Self.context(Size(columns: 80, rows: 60), own: own) {
      $0.data.overview?.processors = []
      $0.data.overview?.claims = [
        ClaimedTrigger(
          id: 88_131, type: "pay_bill", processorID: "own", mark: Scene.mark(for: .seconds(64), on: nil))
      ]
    }
    let text = Scene.frame(of: ProcessorsScreen(), context).snapshotText
    #expect(text.contains("off; it only runs what was asked for by name"))
    #expect(text.contains("1 of 4 at work"))
    #expect(!text.contains("HELD BY OTHERS") && !text.contains("not registered"))

    let row = Scene.row(88_131, running: Scene.mark(for: .seconds(64), on: nil))
    let sentence = "running on this program for 1m04s"
    #expect(context.why(row).sentence == sentence)
    #expect(ForceDialog.availability(for: [row], in: context) == .refused("88131 can't be run now: \(sentence)."))
    var editing = context
    editing.facilities.editsData = true
    #expect(EditDialog.availability(for: [row], in: editing) == .refused("88131 can't be edited now: \(sentence)."))
  }

  @Test("On Django's tables, without a processor, it says what can't be seen")
  func djangoTablesAlone() {
    let context = Self.context(own: nil) {
      $0.data.facts?.sideTables = nil
      $0.data.overview = ProcessorOverview(processors: [], claims: [], at: Scene.now)
      $0.facilities.hasProcessor = false
    }
    assertSnapshot(of: Scene.frame(of: ProcessorsScreen(), context), named: "processors-django@80x24")
  }

  @Test(
    "The controls follow the processor's state",
    arguments: [
      (ProcessorStatus.State.off, ["P"]), (.running, ["p", "x"]), (.paused, ["P", "x"]), (.draining, []),
    ])
  func controls(_ state: ProcessorStatus.State, keys: [Key]) {
    var own = Self.own
    own.state = state
    let shown = ProcessorsScreen().keyHelp(in: Self.context(own: own)).compactMap(\.keys.first)
    #expect(shown.filter { ["P", "p", "x"].contains($0) } == keys)
  }

  @Test("Starting on PostgreSQL asks first; on a queue of its own, or after a pause, it does not")
  func start() {
    var screen = ProcessorsScreen()
    var own = Self.own
    own.state = .off
    #expect(screen.press("P", in: Self.context(own: own)) == ["present StartProcessorDialog"])
    let demo = Self.context(own: own) {
      $0.data.facts = StoreFacts(
        kind: .sqlite, name: "demo", version: "3", sideTables: 1, isOwn: true, childTables: [], clock: Scene.now)
    }
    #expect(screen.press("P", in: demo) == ["processor start"])
    own.state = .paused
    #expect(screen.press("P", in: Self.context(own: own)) == ["processor start"])
  }

  @Test("Concurrency goes one up or down, never below one")
  func concurrency() {
    var screen = ProcessorsScreen()
    #expect(screen.press("+", in: Self.context()) == ["processor setConcurrency(5)"])
    #expect(screen.press("-", in: Self.context()) == ["processor setConcurrency(3)"])
    var own = Self.own
    own.concurrency = 1
    #expect(screen.press("-", in: Self.context(own: own)) == ["tell: One handler at a time is the least."])
  }

  @Test("Stuck locks stand there with age and holder, and are released from a dialog only", arguments: Scene.sizes)
  func stuckLocks(_ size: Size) {
    let context = Self.context(Scene.area(size)) {
      $0.facilities.findsStuckLocks = true
      $0.data.processor?.runs = []
      $0.data.overview?.processors = []
      $0.data.overview?.claims = []
      $0.data.stuckLocks = .success(Scene.foundLocks)
    }
    var screen = ProcessorsScreen()
    assertSnapshot(of: Scene.frame(of: screen, context), named: "processors-locks@\(size)")
    #expect(screen.press("l", in: context) == ["present ReleaseLocksDialog"])
    #expect(screen.headline(in: context).map(\.text) == ["3 stuck locks"])
    var readOnly = context
    readOnly.readOnlyReason = "Only looking."
    #expect(screen.press("l", in: readOnly) == ["tell: Only looking."])
  }

  @Test("A search that failed is said, and one that found nothing too")
  func lockSearch() {
    func text(_ result: Result<FoundLocks, StoreError>?) -> String {
      let context = Self.context(Size(columns: 80, rows: 60)) {
        $0.facilities.findsStuckLocks = true
        $0.data.stuckLocks = result
      }
      #expect(ProcessorsScreen().keyHelp(in: context).allSatisfy { $0.keys.first != "l" })
      return Scene.frame(of: ProcessorsScreen(), context).snapshotText
    }
    #expect(text(nil).contains("searching…"))
    #expect(text(.failure(.unreachable("Redis does not answer."))).contains("Redis does not answer."))
    let none = FoundLocks(locks: StuckLocks(locks: [], isComplete: true), types: [:])
    #expect(text(.success(none)).contains("none held longer than 15m"))
  }

  @Test("Locks are looked for while the screen is open, now and then")
  func rhythm() {
    var driver = DashboardDriver.live(facilities: Facilities(findsStuckLocks: true))
    driver.refresh(Sample.page(), after: .seconds(60))
    #expect(!driver.takeEffects().contains(.loadStuckLocks))
    driver.press("2")
    #expect(driver.takeEffects().contains(.loadStuckLocks))
    func searchesAfter(_ pause: Duration) -> Bool {
      driver.send(.refreshed(.milliseconds(8)))
      driver.clock = driver.clock + pause
      driver.send(.input(.tick))
      return driver.takeEffects().contains(.loadStuckLocks)
    }
    #expect(!searchesAfter(.seconds(10)))
    #expect(searchesAfter(.seconds(30)))
  }

  @Test("A single cell and an empty world are drawn")
  func tiny() {
    _ = Scene.frame(of: ProcessorsScreen(), Self.context(Size(columns: 1, rows: 1)))
    _ = Scene.frame(of: ProcessorsScreen(), Scene.context { $0.data = QueueData() })
  }
}
