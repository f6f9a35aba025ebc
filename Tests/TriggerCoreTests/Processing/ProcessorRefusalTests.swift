import Synchronization
import TestSupport
import Testing

@testable import TriggerCore

@Suite("What the store will not record", .waiting) struct ProcessorRefusalTests {
  let bench = ProcessorBench()

  /// A processor whose handler of `job` counts its runs.
  private func counting(
    _ runs: Runs, settings: ProcessorSettings = ProcessorSettings(), results: ResultLogging = .none
  ) throws -> Processor {
    try bench.processor(settings: settings, results: results) {
      try $0.handle("job") { _ in
        runs.add()
        return "paid"
      }
    }
  }

  @Test(
    "An end that is refused is kept and told once; it is sent again after a pause, and its effect is not repeated",
    arguments: [StoreError.failed("The audit table is gone.", .setup), .failed("The row is barred.", .row)])
  func refused(error: StoreError) async throws {
    let id = try await bench.fire()[0]
    bench.store.fail(.finish, with: error)
    let runs = Runs()
    let processor = try counting(runs)
    let (events, told) = (await EventReader(processor), await EventReader(processor))
    try await processor.start()
    let trouble = await told.next(.trouble)
    #expect(trouble?.text == "job \(id) succeeded, but that can't be recorded: \(error.description)")
    #expect(trouble?.trigger == id)
    await bench.clock.timer(of: .seconds(5))
    #expect(await processor.status.unrecorded == [id])
    #expect(await processor.status.trouble == "1 trigger ran, but how can't be recorded: \(error.description)")
    #expect(try await bench.store.nextDue(types: ["job"], now: nil) == nil)
    bench.store.heal(.finish)
    bench.clock.advance(by: .seconds(5))
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
    #expect(try await bench.record(id)?.successful == true)
    #expect(runs.count == 1)
    #expect(await processor.status.unrecorded == [])
    #expect(await processor.status.trouble == nil)
  }

  @Test("When too many wait, nothing more is claimed, which is told once; it goes on when they are recorded")
  func tooMany() async throws {
    _ = try await bench.fire(count: 2)
    bench.store.fail(.finish, with: .failed("The audit table is gone.", .setup))
    var settings = ProcessorSettings(concurrency: 2)
    settings.mostSetAside = 2
    let runs = Runs()
    let processor = try counting(runs, settings: settings)
    let (events, told) = (await EventReader(processor), await EventReader(processor))
    try await processor.start()
    for _ in 1...2 { #expect(await told.next(.trouble)?.text.contains("can't be recorded") == true) }
    let full = "2 triggers ran and could not be recorded so far: nothing more is claimed until some are."
    #expect(await told.next(.trouble)?.text == full)
    #expect(await processor.status.trouble?.hasSuffix(" Nothing more is claimed until some of them are.") == true)
    let claims = bench.store.count(of: .claim)
    let late = try await bench.fire()[0]
    await bench.clock.timer(of: .seconds(5))
    #expect(bench.store.count(of: .claim) == claims && runs.count == 2)
    bench.store.heal(.finish)
    bench.clock.advance(by: .seconds(5))
    for _ in 1...2 { #expect(await events.next(.succeeded)?.trigger != late) }
    #expect(await events.next(.succeeded)?.trigger == late)
    await processor.drain()
  }

  @Test("A row that the store leaves as it is without an error is a refusal too, and no end of somebody else's")
  func ignored() async throws {
    let id = try await bench.fire()[0]
    bench.store.ignoreFinishes()
    let runs = Runs()
    let processor = try counting(runs)
    let told = await EventReader(processor)
    try await processor.start()
    #expect(await told.next(.trouble)?.text.contains("job \(id) succeeded, but that can't be recorded") == true)
    await bench.clock.timer(of: .seconds(5))
    #expect(await processor.status.unrecorded == [id])
    #expect(runs.count == 1)
    await processor.drain()
  }

  @Test("Stopped, it names what could not be recorded, and leaves the claim to end with its lease")
  func drained() async throws {
    let id = try await bench.fire()[0]
    bench.store.fail(.finish, with: .failed("The audit table is gone.", .setup))
    let processor = try counting(Runs())
    let told = await EventReader(processor)
    try await processor.start()
    _ = await told.next(.trouble)
    await processor.drain()
    #expect(await processor.status.unrecorded == [id])
    let claim = ClaimRequest(.due(types: ["job"]), limit: 9, processorID: "other", lease: .seconds(30))
    #expect(try await bench.store.claim(claim, now: bench.clock.now + .hours(1)).isEmpty)
    #expect(try await bench.record(id)?.progress == Progress())
  }

  @Test("Run by name, its caller is told, and nobody who takes what is due runs it again soon")
  func named() async throws {
    let id = try await bench.fire()[0]
    let error = StoreError.failed("The audit table is gone.", .setup)
    bench.store.fail(.finish, with: error)
    let processor = try counting(Runs())
    await #expect(throws: ProcessError.store(error)) { try await processor.run(id, forced: false) }
    await processor.drain()
    let claim = ClaimRequest(.due(types: ["job"]), limit: 9, processorID: "other", lease: .seconds(30))
    #expect(try await bench.store.claim(claim, now: bench.clock.now + .minutes(9)).isEmpty)
    #expect(try await bench.store.claim(claim, now: bench.clock.now + .minutes(11)).count == 1)
  }

  @Test(
    "What is nobody's fault is no reason to drop anything: it is sent again whole until it goes through",
    arguments: [StoreError.notPermitted("This session may only read.", .passing), .failed("The disk is full.")])
  func passing(error: StoreError) async throws {
    let id = try await bench.fire()[0]
    bench.store.fail(.finish, times: 2, with: error)
    let runs = Runs()
    let processor = try counting(runs, results: ResultLogging("DatabaseLogger"))
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.trouble)?.text == error.description)
    await bench.store.called(.nextDue, times: 1)
    for delay in [Duration.milliseconds(250), .milliseconds(500)] {
      await bench.clock.timer(of: delay)
      bench.clock.advance(by: delay)
    }
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
    #expect(try await bench.store.detail(of: id, now: nil)?.results == ["paid"])
    #expect(runs.count == 1)
  }

  @Test("A batch that fails again and again although the store answers is halved: one row stands for itself")
  func stubborn() async throws {
    let ids = try await bench.fire(count: 9)
    let error = StoreError.failed("Something is wrong.")
    bench.store.refuse(result: "bad", with: error)
    let request = ClaimRequest(.due(types: ["job"]), limit: 9, processorID: "p", lease: .seconds(30))
    let started = try await bench.store.recheck(bench.store.claim(request, now: nil), now: nil)
    let endings = started.map { trigger in
      Ending(
        Lease(trigger, until: .seconds(30), readAt: .zero), .succeeded(nil),
        AttemptRun(started: trigger.at, duration: .seconds(1), processor: nil),
        results: [trigger.record.id == ids[4] ? "bad" : "good"])
    }
    let recorder = OutcomeRecorder(store: bench.store, lifecycle: Lifecycle(), clock: bench.clock, jitter: { 0.5 })

    let whole = await recorder.record(endings)
    #expect(whole.open.count == 9 && whole.settled.isEmpty && whole.outage == error)
    let alone = await recorder.record([endings[4]], isStubborn: true)
    #expect(alone.open.map(\.record.id) == [ids[4]] && alone.settled.isEmpty && alone.outage == error)
    let halved = await recorder.record(endings, isStubborn: true)
    #expect(halved.open.isEmpty && halved.outage == nil)
    #expect(Set(halved.settled.filter(\.fate.isRecorded).map(\.ending.record.id)) == Set(ids).subtracting([ids[4]]))
    #expect(halved.settled.filter { !$0.fate.isRecorded }.map(\.ending.record.id) == [ids[4]])
  }
}

private final class Runs: Sendable {
  private let state = Mutex(0)

  var count: Int { state.withLock { $0 } }

  func add() { state.withLock { $0 += 1 } }
}
