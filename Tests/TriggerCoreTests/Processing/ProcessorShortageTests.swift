import Synchronization
import TestSupport
import Testing

@testable import TriggerCore

@Suite("What this machine lacks", .waiting) struct ProcessorShortageTests {
  let bench = ProcessorBench()

  @Test("It is no try of the trigger: told once, put off for a pause, and run when there is enough again")
  func shortage() async throws {
    let id = try await bench.fire()[0]
    let isShort = Mutex(true)
    let processor = try bench.processor(settings: ProcessorSettings(poll: ProcessorBench.briskPoll)) {
      try $0.handle("job") { _ in
        if isShort.withLock({ $0 }) { throw MachineShortage("There are no processes left.") }
        return nil
      }
    }
    let (events, told) = (await EventReader(processor), await EventReader(processor))
    try await processor.start()
    let trouble = await told.next(.trouble)
    #expect(trouble?.text == "Triggers of type job are not run here for now: There are no processes left.")
    #expect(await processor.status.shortages == ["job": "There are no processes left."])
    #expect(await processor.status.trouble?.contains("There are no processes left.") == true)
    await bench.store.returned(.release, times: 1)
    #expect(try await bench.record(id)?.progress == Progress())

    isShort.withLock { $0 = false }
    bench.clock.run(leaping: .seconds(1))
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
    #expect(try await bench.attempts(of: id).isEmpty)
    #expect(await processor.status.shortages.isEmpty)
    #expect(await processor.status.trouble == nil)
  }

  @Test("Asked for by name, its caller is told, and the trigger is handed back as it was")
  func named() async throws {
    let id = try await bench.fire()[0]
    let processor = try bench.processor {
      try $0.handle("job") { _ in throw MachineShortage("There is no memory left.") }
    }
    await #expect(throws: ProcessError.unavailable(MachineShortage("There is no memory left."))) {
      try await processor.run(id, forced: false)
    }
    await processor.drain()
    #expect(try await bench.record(id)?.progress == Progress())
    #expect(try await bench.store.nextDue(types: ["job"], now: nil) != nil)
  }

  @Test("Several that fail within a pause are one shortage; each further one doubles it, a run ends it")
  func pauses() {
    var shortages = Shortages()
    let shortage = MachineShortage("No.")
    let news = [Duration.zero, .milliseconds(900)].map { shortages.begins(shortage, of: "a", at: $0) }
    #expect(news == [true, false])
    #expect(shortages.spared(["a", "b"], at: .milliseconds(900)) == ["b"])
    #expect(shortages.pause(at: .milliseconds(900)) == .milliseconds(100))
    #expect(shortages.spared(["a", "b"], at: .seconds(1)) == ["a", "b"])
    let isNews = shortages.begins(shortage, of: "a", at: .seconds(1))
    #expect(!isNews)
    #expect(shortages.pause(at: .seconds(1)) == .seconds(2))
    let ends = [0, 1].map { _ in shortages.ends(of: "a") }
    #expect(ends == [true, false])
    #expect(shortages.pause(at: .seconds(1)) == nil && shortages.sentence == nil)
  }

  @Test("What is due and passed over by every claim is told once, when it has lasted, and anew after an end")
  func barred() {
    var barred = BarredTriggers()
    let meetings = [(true, 1), (true, 10), (true, 11), (true, 12), (false, 13), (true, 14), (true, 24)]
    let told = meetings.map { isPassedOver, seconds in
      barred.note(isPassedOver: isPassedOver, at: .seconds(seconds), patience: .seconds(10))
    }
    #expect(told == [false, false, true, false, false, false, true])
  }
}
