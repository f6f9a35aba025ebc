import ArgumentParser
import Logging
import TriggerCore
import TriggerSQLite

/// `triggertop demo`: the dashboard on a queue that lives in memory, with a small company at work.
struct DemoCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Open the dashboard on a throwaway queue that is being worked off.")

  @Option(help: "The same number gives the same triggers.")
  var seed: UInt64 = 20_261_123

  /// Short waits, so that a minute shows what else takes an hour.
  private static let lifecycle = Lifecycle(backoff: .exponential(base: .seconds(10), limit: .minutes(3)))

  func execute() throws -> ExitStatus {
    guard Console.isOutputTerminal else { throw Failure(.usage, "The demo needs a terminal; run it without a pipe.") }
    let configuration = try Configuration(
      flags: ConfigurationFlags(process: true), environment: [:], file: ConfigurationFile(path: "", text: ""))
    let store = SQLiteStore.inMemory()
    try Blocking.run { [seed] in try await Self.fill(store, seed: seed) }
    let processor = Processor(
      store: store, registry: try handlers(),
      settings: ProcessorSettings(
        concurrency: 6, lifecycle: Self.lifecycle, grace: .seconds(3), poll: .milliseconds(100)...(.milliseconds(400))),
      logger: .silent)
    let arrivals = Task { [seed] in
      var arrivals = DemoArrivals(store: store, seed: seed)
      try await arrivals.run()
    }
    defer { arrivals.cancel() }
    return try DashboardSession(
      store: store, processor: processor, configuration: configuration, ownTypes: DemoKind.all.map(\.type),
      title: "demo"
    ).run()
  }

  private static func fill(_ store: SQLiteStore, seed: UInt64) async throws {
    var history = DemoHistory(store: store, lifecycle: lifecycle, seed: seed, now: .now)
    try await history.write()
  }

  private func handlers() throws -> HandlerRegistry {
    var registry = HandlerRegistry()
    for kind in DemoKind.all { try registry.register(DemoHandler(kind: kind, seed: seed), for: kind.type) }
    return registry
  }
}
