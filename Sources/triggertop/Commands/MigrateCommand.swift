import ArgumentParser
import TriggerCore
import TriggerPostgres

extension PostgresExtra: EnumerableFlag {
  public static func help(for value: PostgresExtra) -> ArgumentHelp? {
    switch value {
    case .indexes: "Add partial indexes to Django's table, concurrently: fast and fair claims at any size."
    case .notify: "Wake processors when others insert triggers."
    case .guard: "Keep a finished trigger finished against a stale save by Python."
    case .observe: "Note the time of each try that Python counts."
    }
  }
}

/// `triggertop migrate`: makes the side tables, or adds to Django's what is asked for.
struct MigrateCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Make or complete the side tables (triggertop_…); Django's own are altered only as flags say.")

  @OptionGroup var options: ConfigurationOptions

  @Flag(name: [.long, .customShort("n")], help: "Only print the statements.")
  var dryRun = false

  @Flag var extras: [PostgresExtra] = []

  @Flag(help: "In an empty PostgreSQL database: make django-triggers' own tables too, as Django makes them.")
  var createTables = false

  @Flag(help: "Take away again what the flags name.")
  var remove = false

  @Flag(
    help: "Change the side tables though older processors are at work, which record nothing more once they reconnect.")
  var force = false

  func validate() throws {
    if remove, extras.isEmpty { throw ValidationError("--remove needs what to remove, such as --indexes.") }
    if createTables, !extras.isEmpty {
      throw ValidationError("--create-tables stands alone; add the rest by another migrate.")
    }
  }

  func execute() async throws -> ExitStatus {
    let opener = try QueueOpener(options.configuration())
    if createTables { return try await makeTables(opener.store()) }
    let queue = try await opener.open(dryRun ? .reading : .writing)
    let migration = Task { try await migrate(queue) }
    let interruption = Task {
      await TerminationSignals.next()
      if !Task.isCancelled { migration.cancel() }
    }
    defer { interruption.cancel() }
    do { try await migration.value } catch is CancellationError {
      Console.line("migrate: interrupted; what the server was at was stopped there too")
      return .inPart
    }
    return .done
  }

  private func migrate(_ queue: Queue) async throws {
    if extras.isEmpty {
      if !dryRun, !force { try await refuseBesideOlder(queue) }
      report(try await queue.store.migrate(dryRun: dryRun), on: queue.facts.name)
    } else {
      try await migrateExtras(on: queue)
    }
  }

  /// Processors of the first version mark as started what they have only claimed.
  private func refuseBesideOlder(_ queue: Queue) async throws {
    guard let version = queue.facts.sideTables, version < StoreFacts.workingVersion else { return }
    let overview = try await queue.store.processors(now: nil)
    let older = overview.processors.filter { $0.version == nil && $0.isAlive(at: overview.at) }.map(\.name).sorted()
    guard !older.isEmpty else { return }
    throw Failure(
      .tryAgain,
      "Older processors are at work on \(queue.facts.name): \(older.joined(separator: ", ")). Stop them first, or give --force."
    )
  }

  /// Tells of each as it is done: a later one may be refused.
  private func migrateExtras(on queue: Queue) async throws {
    guard let store = queue.store as? PostgresStore else {
      throw Failure(.usage, "Only PostgreSQL knows --\(extras[0].rawValue); \(queue.facts.name) is another database.")
    }
    for extra in extras {
      let statements =
        remove ? try await store.remove(extra, dryRun: dryRun) : try await store.add(extra, dryRun: dryRun)
      report(statements, on: "\(queue.facts.name): --\(extra.rawValue)")
    }
    if !dryRun, !remove, queue.facts.sideTables == nil {
      Console.note("The side tables are still missing; triggertop migrate without these flags makes them.")
    }
  }

  private func report(_ statements: [String], on name: String) {
    if dryRun {
      for statement in statements { Console.line(statement + ";") }
    } else {
      let count = statements.count == 1 ? "1 statement" : "\(statements.count) statements"
      Console.line("\(name): \(statements.isEmpty ? "nothing to do" : "\(count) carried out")")
    }
  }

  private func makeTables(_ store: any TriggerStore) async throws -> ExitStatus {
    guard let store = store as? PostgresStore else {
      throw Failure(.usage, "--create-tables is for PostgreSQL; a SQLite file gets its tables when it is made.")
    }
    let statements = try await store.createTables(dryRun: dryRun)
    report(statements, on: dryRun ? "" : try await store.facts().name)
    return .done
  }
}
