import ArgumentParser
import TriggerCore

/// `triggertop process`: works the queue off without a dashboard.
struct ProcessCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "process", abstract: "Work the queue off with the handlers of the configuration file.",
    discussion: "SIGTERM and SIGINT drain: nothing new is begun, what runs may end; a second one stops at once.")

  @OptionGroup var options: ConfigurationOptions

  @Flag(
    name: [.long, .customLong("drain-when-empty")],
    help: "End when nothing is due any more, what was sent to Celery included.")
  var once = false

  @Option(help: "Handlers at once.")
  var concurrency: Int?

  @Option(help: ArgumentHelp("Only these types.", valueName: "type"))
  var types: [String] = []

  @Option(help: ArgumentHelp("Only this trigger, once.", valueName: "id"))
  var id: TriggerID?

  @Flag(help: "With --id: run it whatever its state.")
  var force = false

  @Flag(help: "Without Redis locks: no Python worker processes these types.")
  var claimsOnly = false

  @Flag(help: "Print events as JSON objects.")
  var json = false

  @Flag(help: "Print each trigger's start as well, and each lock that a neighbour at work holds.")
  var verbose = false

  func validate() throws {
    if force, id == nil { throw ValidationError("--force needs --id: it runs one trigger whatever its state.") }
  }

  func execute() async throws -> ExitStatus {
    var flags = ConfigurationFlags()
    flags.concurrency = concurrency
    flags.types = types.isEmpty ? nil : types
    flags.claimsOnly = claimsOnly ? true : nil
    let configuration = try options.configuration(flags)
    // What is wrong with handlers is told before anything is opened.
    _ = try ProcessorComposition.handlers(configuration)
    let queue = try await QueueOpener(configuration).open(.writing)
    let printer = EventPrinter(json: json, level: verbose ? .trace : .info)
    let processor = try ProcessorComposition.processor(for: queue.store, lock: queue.lock, configuration)
    return try await printer.follow(processor) {
      if let id { return try await run(id, with: processor) }
      return try await run(queue, with: processor)
    }
  }

  private func run(_ queue: Queue, with processor: any ProcessorControl) async throws -> ExitStatus {
    let signals = TerminationSignals.all()
    try await processor.start()
    let locked = try await withThrowingTaskGroup(of: [TriggerID].self) { group in
      group.addTask {
        for await _ in signals { return [] }
        return []
      }
      if once { group.addTask { try await queue.store.workedOff(by: processor) } }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
    // Anew: with the wait for the first one the stream may have been cancelled.
    let further = TerminationSignals.all()
    let impatience = Task {
      // A second drain takes the grace away from the first.
      for await _ in further { await processor.drain() }
    }
    await processor.drain()
    impatience.cancel()
    guard !locked.isEmpty else { return .done }
    throw Failure(await processor.status.ended == 0 ? .tryAgain : .inPart, Self.sentence(on: locked))
  }

  private static func sentence(on locked: [TriggerID]) -> String {
    let ids = locked.prefix(5).map { "\($0)" }.joined(separator: " ") + (locked.count > 5 ? " …" : "")
    let what = locked.count == 1 ? "1 trigger is due but locked" : "\(locked.count) triggers are due but locked"
    return
      "\(what) by somebody else: \(ids); Python is at work there, or a worker of its has died (triggertop unlock tells), or its data can't be read."
  }

  /// A signal drains, as without `--id`; a second one hands the trigger back.
  private func run(_ id: TriggerID, with processor: any ProcessorControl) async throws -> ExitStatus {
    let signals = TerminationSignals.all()
    let run = Task { try await processor.run(id, forced: force) }
    let stopping = Task {
      await withTaskGroup(of: Void.self) { group in
        for await _ in signals {
          group.addTask {
            await processor.drain()
            // It may not have begun when there was nothing to drain.
            run.cancel()
          }
        }
      }
    }
    let end = await run.result
    await processor.drain()
    stopping.cancel()
    return try report(end, of: id)
  }

  private func report(_ end: Result<Outcome, any Error>, of id: TriggerID) throws -> ExitStatus {
    do {
      switch try end.get() {
      case .succeeded:
        if !json { Console.line("\(id): succeeded") }
        return .done
      case .later(let time): throw Failure(.tryAgain, "\(id): put off until \(time.iso8601).")
      case .failed(let error): throw Failure(.negative, "\(id): \(error.type): \(error.message)")
      }
    } catch ProcessError.alreadyProcessed {
      throw Failure(.negative, "\(id) is processed already; --force runs it again.")
    } catch ProcessError.later(let time) {
      throw Failure(.tryAgain, "\(id) is not to run before \(time.iso8601); --force runs it now.")
    }
  }
}
