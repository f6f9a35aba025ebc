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
    if let id { return try await run(id, of: queue, with: processor) }
    return try await run(queue, types: processor.status.types, with: processor, printer)
  }

  private func run(
    _ queue: Queue, types: [String], with processor: any ProcessorControl, _ printer: EventPrinter
  ) async throws -> ExitStatus {
    let events = await processor.events()
    let printing = Task { for await event in events { printer.print(event) } }
    defer { printing.cancel() }
    try await processor.start()
    let locked = try await withThrowingTaskGroup(of: [TriggerID].self) { group in
      group.addTask {
        await TerminationSignals.next()
        return []
      }
      if once { group.addTask { try await Idleness.locked(queue.store, types, processor) } }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
    let impatience = Task {
      await TerminationSignals.next()
      // A second drain takes the grace away from the first.
      if !Task.isCancelled { await processor.drain() }
    }
    await processor.drain()
    impatience.cancel()
    // What was told until now is still printed.
    printing.cancel()
    await printing.value
    guard !locked.isEmpty else { return .done }
    throw Failure(await processor.status.hasDoneNothing ? .tryAgain : .inPart, Idleness.sentence(on: locked))
  }

  private func run(_ id: TriggerID, of queue: Queue, with processor: any ProcessorControl) async throws -> ExitStatus {
    guard let detail = try await queue.store.detail(of: id, now: nil) else {
      throw Failure(.negative, "There is no trigger \(id) in \(queue.facts.name).")
    }
    let lifecycle = queue.configuration.lifecycle
    switch lifecycle.admission(of: detail.row.record.progress, now: detail.at, forced: force) {
    case .run: break
    case .alreadyProcessed: throw Failure(.negative, "\(id) is processed already; --force runs it again.")
    case .later(let time):
      throw Failure(.tryAgain, "\(id) is not to run before \(time.iso8601); --force runs it now.")
    }
    switch try await processor.force(id) {
    case .succeeded:
      Console.line("\(id): succeeded")
      return .done
    case .later(let time): throw Failure(.tryAgain, "\(id): put off until \(time.iso8601).")
    case .failed(let error): throw Failure(.negative, "\(id): \(error.type): \(error.message)")
    }
  }
}
