import ArgumentParser
import TriggerCore
import TriggerDashboard

/// `triggertop process`: works the queue off without a dashboard.
struct ProcessCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "process", abstract: "Work the queue off with the handlers of the configuration file.",
    discussion: """
      SIGTERM and SIGINT drain: nothing new is begun, what runs may end; a second one stops it at once, \
      and a third ends triggertop itself, whatever hangs.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Flag(
    name: [.long, .customLong("drain-when-empty")],
    help: "End when nothing is due any more, what was sent to Celery included.")
  var once = false

  @Option(parsing: .unconditional, help: "Handlers at once.")
  var concurrency: Int?

  @Option(help: ArgumentHelp("Only these types.", valueName: "type"))
  var types: [String] = []

  @Option(parsing: .unconditional, help: ArgumentHelp("Only this trigger, once.", valueName: "id"))
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
    // Two, since the wait for the first signal ends its stream.
    let (first, all) = (TerminationSignals.all(), TerminationSignals.all())
    try await processor.start()
    /// What is left alone; nil after a signal.
    let end = await withTaskGroup(of: Result<LeftAlone?, any Error>.self) { group in
      group.addTask {
        for await _ in first { return .success(nil) }
        return .success(LeftAlone())
      }
      if once { group.addTask { await Self.workedOff(queue, by: processor) } }
      defer { group.cancelAll() }
      return await group.next() ?? .success(nil)
    }
    let isSignalled = if case .success(nil) = end { true } else { false }
    let impatience = Task {
      // A second drain takes the grace away from the first.
      for await _ in all.dropFirst(isSignalled ? 1 : 0) { await processor.drain() }
    }
    await processor.drain()
    impatience.cancel()
    return try report(await processor.status, end)
  }

  private static func workedOff(
    _ queue: Queue, by processor: any ProcessorControl
  ) async -> Result<LeftAlone?, any Error> {
    do { return .success(try await queue.store.workedOff(by: processor)) } catch { return .failure(error) }
  }

  /// - Throws: `Failure` naming what is left; why the work could not go on.
  private func report(_ status: ProcessorStatus, _ end: Result<LeftAlone?, any Error>) throws -> ExitStatus {
    guard status.unrecorded.isEmpty else {
      let count = status.unrecorded.count
      throw Failure(
        once ? .negative : .inPart,
        "\(count) \(count == 1 ? "trigger" : "triggers") ran, but how can't be recorded: \(status.unrecorded.listed); mend what the log names, or they may run again."
      )
    }
    let left = try end.get() ?? LeftAlone()
    let unfinished = status.stopped + status.runs.count
    if unfinished > 0 {
      throw Failure(
        .tryAgain,
        "\(counted(unfinished, "trigger")) did not end in time: stopped and handed back, to be run again."
      )
    }
    guard !left.ids.isEmpty else { return .done }
    throw Failure(status.ended == 0 ? .tryAgain : .inPart, left.sentences(status.shortages))
  }

  /// A signal drains, as without `--id`; a second one hands the trigger back. Where it ran and a drain could not see
  /// that recorded, nobody waits for it any longer.
  private func run(_ id: TriggerID, with processor: any ProcessorControl) async throws -> ExitStatus {
    let signals = TerminationSignals.all()
    let run = Task { try await processor.run(id, forced: force) }
    /// Nil where it was given up.
    let (ends, end) = AsyncStream.makeStream(of: Result<Outcome, any Error>?.self)
    Task { end.yield(await run.result) }
    let stopping = Task {
      await withTaskGroup(of: Void.self) { group in
        for await _ in signals {
          group.addTask {
            await processor.drain()
            // It may not have begun when there was nothing to drain.
            run.cancel()
            if await !processor.status.unrecorded.isEmpty { end.yield(nil) }
          }
        }
      }
    }
    defer { stopping.cancel() }
    guard let result = await ends.first(where: { _ in true }) ?? nil else {
      return try report(await processor.status, .success(nil))
    }
    await processor.drain()
    return try report(result, of: id)
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
