import ArgumentParser
import TerminalUI
import TriggerCore

/// `triggertop clean`: removes what was processed long ago.
struct CleanCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "clean", abstract: "Remove triggers processed long ago, with their data, results and attempts.",
    discussion: """
      Works in batches: a signal ends it after one of them, with 2, and nothing is left half done. What the database does \
      not let go is named, and costs nothing else; then it ends with 2 as well.
      """)

  @Option(help: ArgumentHelp("How long ago: 2 months, 30 days, 36 hours.", valueName: "age"))
  var olderThan = "2 months"

  @OptionGroup var options: ConfigurationOptions

  @Flag(name: [.long, .customShort("n")], help: "Only count them.")
  var dryRun = false

  @Flag(name: [.long, .customShort("y")], help: "Do not ask.")
  var yes = false

  func execute() async throws -> ExitStatus {
    let age = try Age(olderThan)
    let queue = try await QueueOpener(options.configuration()).open(dryRun ? .reading : .writing)
    guard let store = queue.store as? any TriggerCleaning else {
      throw Failure(.usage, "\(queue.facts.name) can't be cleaned from here.")
    }
    let ownTables = queue.configuration.typeToTable
    do {
      try await store.check(ownTables.value.byType)
    } catch StoreError.refused(let sentence) {
      throw ConfigurationError(at: ownTables.origin, sentence)
    }
    let time = age.before(queue.facts.clock)
    let count = try await store.cleanable(before: time)
    let what = "remove \(count) \(count == 1 ? "trigger" : "triggers") processed before \(time.iso8601)"
    if dryRun {
      Console.line("Would \(what) on \(queue.facts.name).")
      return .done
    }
    if count > 0 { try Confirmation("\(what) on \(queue.facts.name)").ask(unless: yes) }
    let cleaner = Cleaner(store: store, ownTables: ownTables.value.byType)
    return try await Self.run(cleaner, before: time)
  }

  private static func run(_ cleaner: Cleaner, before time: Instant) async throws -> ExitStatus {
    let cleaning = Task {
      var last: Cleaner.Progress?
      let line = ProgressLine()
      defer { line.end() }
      do {
        try await cleaner.run(before: time) { progress in
          last = progress
          line.show(progress)
        }
      } catch {
        // A batch that was under way was undone.
        if Task.isCancelled { return last }
        line.end()
        if let last, last.removed > 0 {
          Console.line("clean: \(last.removed) of \(last.total) removed before it failed")
        }
        throw error
      }
      return last
    }
    let stop = StopRequest { cleaning.cancel() }
    defer { withExtendedLifetime(stop) {} }
    let progress = try await cleaning.value
    let removed = progress?.removed ?? 0
    let kept = progress.map(\.keptCount) ?? 0
    for trigger in progress?.kept ?? [] { Console.note("\(trigger.id): kept; \(trigger.reason)".sanitised) }
    guard cleaning.isCancelled else {
      Console.line("clean: \(removed) removed" + (kept == 0 ? "" : ", \(kept) kept"))
      return kept == 0 ? .done : .inPart
    }
    Console.line("clean: \(removed) of \(progress?.total ?? 0) removed, interrupted")
    return .inPart
  }
}
