import Synchronization
import TestSupport
import Testing
import TriggerCore

@testable import TerminalUI
@testable import TriggerDashboard

@Suite("Effects", .waiting)
struct EffectRunnerTests {
  private static let round = Refresh(
    facts: true, counts: CountQuery(), page: PageLoad(generation: 1, purpose: .replace, query: PageQuery()),
    detail: 88_120, overview: true, total: TriggerFilter())

  private static func isRefreshed(_ message: DashboardMessage) -> Bool {
    if case .refreshed = message { true } else { false }
  }

  private static func isEnd(_ message: DashboardMessage) -> Bool {
    if case .operationEnded = message { true } else { false }
  }

  private static func targets(_ count: Int) -> (ScriptedStore, OperationRun) {
    let rows = (1...count).map { Sample.row(TriggerID($0), tries: 1).record }
    return (
      ScriptedStore(rows), OperationRun(id: Sample.now, operation: .delete, targets: rows.map { Target($0) })
    )
  }

  @Test("a round reads each part in turn and says what it cost")
  func round() async {
    let store = ScriptedStore()
    let harness = EffectHarness(store)
    harness.perform(.refresh(Self.round))
    let messages = await harness.messages(until: Self.isRefreshed)
    #expect(store.calls == ["facts", "counts", "page", "detail 88120", "processors", "count"])
    #expect(messages.count == 7)
  }

  @Test("a round stops at the first part that fails")
  func failedRound() async {
    let store = ScriptedStore()
    store.fail(.unreachable("No server."))
    let harness = EffectHarness(store)
    harness.perform(.refresh(Self.round))
    let messages = await harness.messages(until: Self.isRefreshed)
    #expect(store.calls == ["facts"])
    guard case .facts(.failure(.unreachable)) = messages.first else {
      Issue.record("the failure was not told")
      return
    }
  }

  @Test("a newer page takes the place of one still being read")
  func newestPage() async {
    let store = ScriptedStore()
    store.stick()
    let harness = EffectHarness(store)
    let loads = (1...3).map { PageLoad(generation: $0, purpose: .replace, query: PageQuery()) }
    harness.perform(.loadPage(loads[0]), .loadPage(loads[1]), .loadPage(loads[2]), .loadDependents([1]))
    await store.called(times: 1)
    store.unstick()
    let messages = await harness.messages { if case .page(loads[2], .success) = $0 { true } else { false } }
    let generations = messages.compactMap { if case .page(let load, _) = $0 { load.generation } else { nil } }
    #expect(generations == [3])
  }

  @Test("all of a filter is found beyond what an order without an index reaches")
  func gathersAll() async throws {
    let store = TestQueue().store
    try await store.fire(Array(repeating: NewTrigger(type: "pay_bill"), count: 60), now: nil)
    let harness = EffectHarness(store)
    let query = PageQuery(sort: TriggerSort(.tries, ascending: false), limit: 10, examine: 20)
    harness.perform(.gather(generation: 1, query, limit: 1_000))
    let messages = await harness.messages {
      if case .gathered(_, _, isComplete: true, _) = $0 { true } else { false }
    }
    let found: [TriggerID] = messages.flatMap { message -> [TriggerID] in
      if case .gathered(_, let rows, _, _) = message { rows.map(\.id) } else { [] }
    }
    #expect(found == (1...60).reversed().map(TriggerID.init))
  }

  @Test("a cursor that moves on asks for one detail")
  func debounce() async {
    let store = ScriptedStore()
    let harness = EffectHarness(store)
    harness.perform(
      .loadDetail(88_120, delay: .hours(1)), .loadDetail(88_121, delay: .hours(1)),
      .loadDetail(88_131, delay: .zero))
    _ = await harness.messages { if case .detail(88_131, _) = $0 { true } else { false } }
    #expect(store.calls == ["detail 88131"])
  }

  @Test("all of a filter are found page by page, up to the limit", arguments: [(2_500, false), (1_700, true)])
  func gather(limit: Int, isCut: Bool) async {
    let store = ScriptedStore((1...2_500).map { Sample.row(TriggerID($0)).record })
    let harness = EffectHarness(store)
    harness.perform(.gather(generation: 4, PageQuery(limit: 10), limit: limit))
    var rows = 0
    var wasCut = false
    for message in await harness.messages(until: {
      if case .gathered(_, _, let isComplete, _) = $0 { isComplete } else { false }
    }) {
      guard case .gathered(4, let found, _, let cut) = message else { continue }
      rows += found.count
      wasCut = cut
    }
    #expect(rows == limit)
    #expect(wasCut == isCut)
  }

  @Test("an operation is carried out in chunks, in the operator's name, and tells of each")
  func operation() async {
    let (store, run) = Self.targets(250)
    store.state.withLock { _ = $0.changed.insert(3) }
    let harness = EffectHarness(store)
    harness.perform(.run(run))
    let messages = await harness.messages(until: Self.isEnd)
    let chunks = messages.compactMap { message -> Int? in
      if case .operationAdvanced(run.id, let entries) = message { entries.count } else { nil }
    }
    #expect(chunks == [100, 100, 50])
    #expect(store.calls.first == "apply delete 100 by ada")
    #expect(store.state.withLock { $0.rows.keys.sorted() } == [3])
  }

  @Test("an operation that is stopped leaves the rest, and never tears a chunk")
  func stop() async {
    let (store, run) = Self.targets(250)
    store.stick()
    let harness = EffectHarness(store)
    harness.perform(.run(run))
    await store.called(times: 1)
    harness.perform(.stop(run.id), .loadDependents([1]))
    await store.called(times: 2)
    store.unstick()
    let messages = await harness.messages(until: Self.isEnd)
    guard case .operationEnded(_, .stopped)? = messages.last(where: Self.isEnd) else {
      Issue.record("it was not stopped")
      return
    }
    #expect(store.state.withLock { $0.rows.count } == 150)
  }

  @Test("at the end an operation is stopped, its batch waited for, and what it did is known")
  func endsWithTheBatch() async {
    let (store, run) = Self.targets(250)
    store.stick()
    let mailbox = Mailbox<DashboardMessage> {}
    let (orders, intake) = AsyncStream.makeStream(of: EffectRunner.Order.self)
    let runner = EffectRunner(store: store, options: .testing)
    let running = Task { await runner.run(orders) }
    intake.yield(.init(effect: .run(run), mailbox: mailbox))
    await store.called(times: 1)
    intake.finish()
    #expect(
      runner.ledger.sentences(on: run.id, database: nil) == [
        "Deleted 0 of 250 triggers; the part under way was not answered in time, and what became of it is not known."
      ])
    store.unstick()
    await running.value
    #expect(
      runner.ledger.sentences(on: run.id, database: nil) == ["Deleted 100 of 250 triggers before it was stopped."])
    #expect(!runner.ledger.isComplete(run.id))
    #expect(store.state.withLock { $0.rows.count } == 150)
  }

  @Test("how to take an operation back is told where there is a journal and a way to name the queue")
  func takenBack() {
    let ledger = OperationLedger()
    let (_, run) = Self.targets(2)
    ledger.begin(run)
    let entries = run.targets.map { OperationReport.Entry(id: $0.id, result: .done) }
    ledger.advance(run.id, OperationReport(entries: entries, journalID: 17))
    ledger.end(run.id, .completed)
    #expect(
      ledger.sentences(on: run.id, database: "postgresql://db1/app") == [
        "Deleted 2 triggers.", "They are taken back by: triggertop undo --database postgresql://db1/app 17",
      ])
    #expect(ledger.sentences(on: run.id, database: nil) == ["Deleted 2 triggers."])
    #expect(ledger.isComplete(run.id))
  }

  @Test("an operation that fails says how, and does not go on")
  func failedOperation() async {
    let (store, run) = Self.targets(250)
    store.fail(.notPermitted("The role may only read."))
    let harness = EffectHarness(store)
    harness.perform(.run(run))
    let messages = await harness.messages(until: Self.isEnd)
    guard case .operationEnded(_, .failed(.notPermitted))? = messages.last else {
      Issue.record("the failure was not told")
      return
    }
    #expect(store.calls.count == 1)
  }

  @Test("what a database without side tables does not note is noted elsewhere; if that fails, the rest is left")
  func journal() async {
    struct Full: Error, CustomStringConvertible { let description = "No space left on device." }
    let (store, run) = Self.targets(150)
    let noted = Mutex<[Int]>([])
    var options = DashboardOptions.testing
    options.journal = { deed, _ in
      guard case .operation(_, let report) = deed else { return }
      let isFull = noted.withLock { noted in
        noted.append(report.done.count)
        return noted.count > 1
      }
      if isFull { throw Full() }
    }
    let harness = EffectHarness(store, options: options)
    harness.perform(.run(run))
    let messages = await harness.messages(until: Self.isEnd)
    #expect(noted.withLock { $0 } == [100, 50])
    guard case .operationEnded(_, .notJournaled(let sentence))? = messages.last else {
      Issue.record("the failure was not told")
      return
    }
    #expect(sentence.contains("No space left"))
  }

  @Test("the processor's events and answers are told")
  func processor() async {
    let processor = ScriptedProcessor(.off, refusal: .needsMigration("There are no side tables."))
    let harness = EffectHarness(ScriptedStore(), processor: processor)
    harness.perform(.processor(.start))
    let messages = await harness.messages { if case .processorAnswered = $0 { true } else { false } }
    guard case .processorAnswered(.start, .failure(.needsMigration))? = messages.last else {
      Issue.record("the refusal was not told")
      return
    }
    processor.tell(ProcessorEvent(at: Sample.now, kind: .failed, text: "88120 failed", trigger: 88_120))
    _ = await harness.messages { if case .processorEvent(let event) = $0 { event.trigger == 88_120 } else { false } }
    harness.perform(.processor(.force(88_120)))
    _ = await harness.messages {
      if case .processorAnswered(.force, .success(let told?)) = $0 { told.text.contains("BankTimeout") } else { false }
    }
  }

  @Test("data is edited in a real store, which journals it, and refuses what its type can't hold")
  func edit() async throws {
    let store = TestQueue().store
    let data = TriggerData(fields: [.init("amount", .integer(5))])
    let id = try await store.fire([NewTrigger(type: "pay_bill", data: data)], now: nil)[0]
    let seen = try #require(try await store.detail(of: id, now: nil))
    let harness = EffectHarness(store)
    func answer(_ typed: String) async -> Result<OperationResult, StoreError>? {
      let edit = DataEdit(Target(seen.row.record), seen: data, changes: [.init("amount", .text(typed))])
      harness.perform(.edit(edit))
      let messages = await harness.messages { if case .edited = $0 { true } else { false } }
      if case .edited(id, let result) = messages.last { return result }
      return nil
    }
    guard case .failure(.refused) = await answer("much") else {
      Issue.record("text was taken for a number")
      return
    }
    #expect(await answer("70") == .success(.done))
    #expect(await answer("80") == .success(.changed))
    let edited = try #require(try await store.detail(of: id, now: nil))
    #expect(edited.data?["amount"] == .integer(70))
    #expect(edited.actions.map(\.verb) == ["edit"])
    let page = DetailPage(edited, in: Scene.context(), isWhole: false, width: 100)
    #expect(page.plainText.contains(": amount 5 → 70"))
  }

  @Test("what an operator did in several parts is one action, which is offered to that operator and taken back")
  func undo() async throws {
    let store = TestQueue().store
    let ids = try await store.fire(Array(repeating: NewTrigger(type: "pay_bill"), count: 150), now: nil)
    let records = try await store.records(ids: ids)
    func run(_ operation: TriggerCore.Operation, _ targets: [Target], by name: String) async -> [DashboardMessage] {
      var options = DashboardOptions.testing
      options.operator = Operator(name: name, host: "ops1")
      let harness = EffectHarness(store, options: options)
      harness.perform(.run(OperationRun(id: Sample.now, operation: operation, targets: targets)))
      _ = await harness.messages(until: Self.isEnd)
      harness.perform(.loadUndo)
      return await harness.messages { if case .undoable = $0 { true } else { false } }
    }
    let messages = await run(.delete, records.map(Target.init), by: "ada")
    guard case .undoable(.success(let offer?))? = messages.last else {
      Issue.record("nothing was offered")
      return
    }
    #expect(offer.action.verb == "delete" && offer.targets.count == 150 && offer.samples.count == 20)
    let stranger = await run(.reschedule(.clear), [], by: "ben")
    if case .undoable(.success(.some))? = stranger.last { Issue.record("another operator's action was offered") }
    let after = await run(.undo(offer.action.id), offer.targets, by: "ada")
    #expect(try await store.records(ids: ids) == records)
    if case .undoable(.success(.some))? = after.last { Issue.record("it was offered again") }
  }
}
