import TestSupport
import Testing
import TriggerCore

@Suite(.waiting) struct TriggerQueueTests {
  private let queue = TriggerQueue(store: TestQueue().store)

  @Test("a fired value is processed by name, and its result comes back")
  func process() async throws {
    let id = try await queue.fire(PayBill(amount: 5, recipientID: 7), source: ["invoice", 4411])
    #expect(try await queue.process(PayBill.self, id: id) == "paid 5 to 7")
    let record = try #require(try await queue.store.records(ids: [id]).first)
    #expect(record.successful == true && record.source?.text == "invoice$4411" && record.type == "pay_bill")
  }

  @Test("flaw 5: the dictionary of arguments reaches the trigger, and a failure is counted before it is thrown")
  func dictionary() async throws {
    let id = try await queue.fire(PayBill(amount: 5, recipientID: 7))
    let error = await #expect(throws: ProcessError.self) {
      try await queue.process(PayBill.self, id: id, dictionary: ["refuse": .bool(true)])
    }
    #expect(error == .failed(AttemptError(type: "BankTimeout", message: "The bank did not answer.")))
    #expect(try await queue.store.records(ids: [id]).first?.tries == 1)
  }

  @Test("what is not due or done already is refused, unless forced")
  func refusals() async throws {
    let later = Instant.now + .hours(8)
    let id = try await queue.fire(PayBill(amount: 5, recipientID: 7), after: later)
    await #expect(throws: ProcessError.later(later)) { try await queue.process(PayBill.self, id: id) }
    #expect(try await queue.process(PayBill.self, id: id, force: true) == "paid 5 to 7")
    await #expect(throws: ProcessError.alreadyProcessed(id)) { try await queue.process(PayBill.self, id: id) }
    #expect(try await queue.process(PayBill.self, id: id, force: true) == "paid 5 to 7")
    #expect(try await queue.store.processors(now: nil).claims.isEmpty)
  }

  @Test("flaw 1: a type runs its own triggers only")
  func wrongType() async throws {
    let id = try await queue.store.fire([NewTrigger(type: "send_mail")], now: nil)[0]
    await #expect(throws: ProcessError.wrongType(id, "send_mail")) { try await queue.process(PayBill.self, id: id) }
    await #expect(throws: ProcessError.noSuchTrigger(99)) { try await queue.process(PayBill.self, id: 99) }
  }

  @Test("what somebody else is at work on is left alone")
  func locked() async throws {
    let id = try await queue.fire(PayBill(amount: 5, recipientID: 7))
    let request = ClaimRequest(.forced(ids: [id]), limit: 1, processorID: "other", lease: .minutes(1))
    _ = try await queue.store.claim(request, now: nil)
    await #expect(throws: ProcessError.locked(id)) { try await queue.process(PayBill.self, id: id) }
  }

  @Test("triggers are read as values of their type, page after page, others' left out")
  func triggers() async throws {
    let bills = (0..<450).map { PayBill(amount: $0, recipientID: 7) }
    let ids = try await queue.fire(bills)
    _ = try await queue.store.fire([NewTrigger(type: "send_mail")], now: nil)
    try await queue.process(PayBill.self, id: ids[0])
    var read: [QueuedTrigger<PayBill>] = []
    for try await trigger in queue.triggers(of: PayBill.self) { read.append(trigger) }
    #expect(read.map(\.id) == Array(ids.dropFirst()))
    #expect(read.map(\.value) == Array(bills.dropFirst()))
    var count = 0
    for try await _ in queue.triggers(of: PayBill.self, .all) { count += 1 }
    #expect(count == 450)
  }

  @Test("one trigger is read by its id, as a value of its type only")
  func readOne() async throws {
    let id = try await queue.fire(PayBill(amount: 5, recipientID: 7), source: ["invoice", 4411])
    let read = try #require(try await queue.trigger(PayBill.self, id: id))
    #expect(read.id == id && read.value == PayBill(amount: 5, recipientID: 7))
    #expect(read.record.source?.text == "invoice$4411")
    let mail = try await queue.store.fire([NewTrigger(type: "send_mail")], now: nil)[0]
    #expect(try await queue.trigger(PayBill.self, id: mail) == nil)
    #expect(try await queue.trigger(PayBill.self, id: 99) == nil)
  }

  @Test("saving writes what was changed and nothing else, and the journal tells who did it")
  func save() async throws {
    let id = try await queue.fire(PayBill(amount: 5, recipientID: 7))
    var bill = try #require(try await queue.trigger(PayBill.self, id: id))
    #expect(try await queue.save(bill) == .done)
    bill.value.amount = 6
    bill.value.note = "請"
    #expect(try await queue.save(bill, by: Operator(name: "billing", host: "web3")) == .done)
    #expect(
      try await queue.trigger(PayBill.self, id: id)?.value == PayBill(amount: 6, recipientID: 7, note: "請"))
    let actions = try #require(try await queue.store.detail(of: id, now: nil)).actions
    #expect(actions.map(\.by.name) == ["billing"])

    var cleared = try #require(try await queue.trigger(PayBill.self, id: id))
    cleared.value.note = nil
    #expect(try await queue.save(cleared) == .done)
    #expect(try await queue.trigger(PayBill.self, id: id)?.value.note == nil)
  }

  @Test("saving leaves alone what is not as it was read, and what somebody is at work on")
  func saveRefused() async throws {
    let id = try await queue.fire(PayBill(amount: 5, recipientID: 7))
    var late = try #require(try await queue.trigger(PayBill.self, id: id))
    var first = late
    first.value.amount = 6
    #expect(try await queue.save(first) == .done)
    late.value.recipientID = 8
    #expect(try await queue.save(late) == .changed)
    #expect(try await queue.trigger(PayBill.self, id: id)?.value == PayBill(amount: 6, recipientID: 7))

    let lock = MemoryLock()
    lock.steal(id)
    var locked = queue
    locked.lock = lock
    var fresh = try #require(try await queue.trigger(PayBill.self, id: id))
    fresh.value.amount = 7
    guard case .refused(let reason) = try await locked.save(fresh) else {
      Issue.record("was saved under somebody else's lock")
      return
    }
    #expect(reason.contains("lock"))
  }

  @Test("what is due of the registry's types is worked off in one call; the rest stays")
  func processDue() async throws {
    let bills = try await queue.fire((0..<7).map { PayBill(amount: $0, recipientID: 7) })
    let later = try await queue.fire(PayBill(amount: 8, recipientID: 7), after: .now + .hours(8))
    let mail = try await queue.store.fire([NewTrigger(type: "send_mail")], now: nil)[0]
    var registry = HandlerRegistry()
    try registry.register(PayBill.self)
    try await queue.processDue(registry, concurrency: 2)
    let records = try await queue.store.records(ids: bills + [later, mail])
    #expect(records.map { $0.successful == true } == Array(repeating: true, count: 7) + [false, false])
    #expect(try await queue.store.processors(now: nil).processors.isEmpty)
  }

  @Test("a result goes to the call's own logger before the type's own, and to that before the one for all")
  func loggers() async throws {
    let queue = TriggerQueue(store: queue.store, results: try ResultLogging("DatabaseLogger"))
    func results(of id: TriggerID) async throws -> [String]? {
      try await queue.store.detail(of: id, now: nil)?.results
    }
    let bill = try await queue.fire(PayBill(amount: 5, recipientID: 7))
    try await queue.process(PayBill.self, id: bill)
    #expect(try await results(of: bill) == ["paid 5 to 7"])
    let report = try await queue.fire(Report())
    try await queue.process(Report.self, id: report)
    #expect(try await results(of: report) == ["a\nb"])
    try await queue.process(Report.self, id: report, force: true, logger: DatabaseLogger())
    #expect(try await results(of: report) == ["a\nb", #"["a","b"]"#])
  }

  @Test("a batch is fired whole or not at all")
  func batch() async throws {
    await #expect(throws: StoreError.self) {
      try await queue.fire([PayBill(amount: 1, recipientID: 1)], source: Source(["a$b"]))
    }
    #expect(try await queue.store.page(PageQuery(), now: nil).rows.isEmpty)
  }
}

private struct Report: Trigger {
  static let typed = "report"
  static var resultLogger: (any ResultLogger)? { DatabaseSerializeLogger() }

  func process(_ context: ProcessContext) async throws -> TriggerResult? { ["a", "b"] }
}
