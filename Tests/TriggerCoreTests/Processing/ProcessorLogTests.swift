import Logging
import TestSupport
import Testing
import TriggerCore

@Suite(.waiting) struct ProcessorLogTests {
  let bench = ProcessorBench()

  @Test("a handler's lines are events, and go to the application's log with the trigger's name")
  func handlerLines() async throws {
    let id = try await bench.fire()[0]
    let processor = try bench.processor {
      try $0.handle("job") { context in
        context.logger.notice("calling the bank", metadata: ["bank": "north"])
        return nil
      }
    }
    let events = await EventReader(processor)
    try await processor.start()
    let event = try #require(await events.next(.handlerLine))
    #expect(event.trigger == id && event.text == "calling the bank" && event.level == .notice)
    await processor.drain()
    let line = try #require(bench.log.all.first { $0.text == "calling the bank" })
    #expect(line.metadata == ["bank": "north", "trigger": "\(id)", "trigger_type": "job"])
  }

  @Test("handlers' lines and plainly logged results are events even where the application's log keeps nothing")
  func silentLog() async throws {
    let id = try await bench.fire()[0]
    var registry = HandlerRegistry()
    try registry.handle("job") { context in
      context.logger.debug("not worth telling")
      context.logger.info("calling the bank")
      return "paid"
    }
    let processor = Processor(
      store: bench.store, registry: registry, results: try ResultLogging("PythonLogger"),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: bench.clock)
    let events = await EventReader(processor)
    _ = try await processor.run(id, forced: false)
    #expect(await events.next(.handlerLine)?.text == "calling the bank")
    #expect(await events.next(.handlerLine)?.text == "paid")
  }

  @Test("a failed attempt is a warning, that which gives up an error")
  func failures() async throws {
    let id = try await bench.fire()[0]
    let processor = try bench.processor { try $0.handle("job") { _ in throw AttemptError(type: "E", message: "no") } }
    let events = await EventReader(processor)
    for _ in 1...4 {
      _ = try await processor.run(id, forced: true)
      #expect(await events.next(.failed)?.level == .warning)
    }
    _ = try await processor.run(id, forced: true)
    #expect(await events.next(.gaveUp)?.level == .error)
  }

  @Test("an application's own log gets no more than it keeps")
  func quietLog() async throws {
    let id = try await bench.fire()[0]
    var logger = bench.log.logger
    logger.logLevel = .warning
    var registry = HandlerRegistry()
    try registry.handle("job") { context in
      context.logger.info("calling the bank")
      context.logger.warning("it hesitates")
      return nil
    }
    let processor = Processor(store: bench.store, registry: registry, logger: logger, clock: bench.clock)
    _ = try await processor.run(id, forced: false)
    #expect(bench.log.all.map(\.text) == ["it hesitates"])
  }
}
