import TestSupport
import Testing
import TriggerCore

@Suite("What a processor forgets", .waiting) struct ProcessorHistoryTests {
  let bench = ProcessorBench()

  /// Ids of triggers that failed once and then succeeded, now.
  private func done(count: Int) async throws -> [TriggerID] {
    let ids = try await bench.fire("done", count: count)
    let request = ClaimRequest(.due(types: ["done"]), limit: count, processorID: "other", lease: .seconds(30))
    let checked = try await bench.store.recheck(bench.store.claim(request, now: nil), now: nil)
    _ = try await bench.store.finish(
      checked.map { trigger in
        Finish(
          claim: trigger.claim, seen: trigger.record.progress,
          progress: Progress(processed: trigger.at, successful: true, tries: 1),
          attempt: Attempt(
            number: 1, started: trigger.at, duration: .seconds(1), outcome: .failed, processor: nil,
            error: AttemptError(BankTimeout())))
      })
    return ids
  }

  @Test("Attempts of processed triggers go after their age, a portion each beat; that is told once")
  func age() async throws {
    let ids = try await done(count: 1_001)
    bench.clock.advance(by: .days(91))
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    let (events, told) = (await EventReader(processor), await EventReader(processor))
    try await processor.start()
    let text = "Attempts of processed triggers and actions that are older than 90 days are removed by and by."
    #expect(await events.next(.state)?.text == "The processor is running.")
    #expect(await events.next(.state)?.text == text)
    await bench.clock.timer(of: .milliseconds(10_050))
    bench.clock.advance(by: .milliseconds(10_050))
    await bench.store.returned(.forget, times: 2)
    for id in [ids[0], ids[1_000]] { #expect(try await bench.attempts(of: id).isEmpty) }
    await processor.drain()
    var texts: [String] = []
    while let event = await told.next(.state), event.text != "The processor is off." { texts.append(event.text) }
    #expect(texts.filter { $0 == text }.count == 1)
  }

  @Test("Where they are kept for ever nothing is asked")
  func never() async throws {
    _ = try await done(count: 1)
    bench.clock.advance(by: .days(1_000))
    let processor = try bench.processor(settings: ProcessorSettings(history: nil)) { try $0.handle("job") { _ in nil } }
    try await processor.start()
    await bench.clock.timer(of: .milliseconds(10_050))
    bench.clock.advance(by: .milliseconds(10_050))
    await bench.store.returned(.expired, times: 1)
    await processor.drain()
    #expect(bench.store.count(of: .forget) == 0)
  }
}
