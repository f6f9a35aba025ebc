import TriggerCore

/// Whether each type that waits has somebody to run it: a handler in the configuration, or a living processor.
struct UnhandledTypesCheck: Check {
  let name = "types"
  let store: any TriggerStore
  let limits: TryLimits
  /// The types that are configured here.
  let configured: Set<String>

  func run() async throws -> CheckResult {
    let waiting = try await store.counts(CountQuery(limits: limits), now: nil).types.map(\.type)
    let overview = try await store.processors(now: nil)
    let served = overview.processors.filter { overview.at.since($0.seen) < ProcessorRecord.silence }.flatMap(\.types)
    let unhandled = waiting.filter { !configured.contains($0) && !served.contains($0) }
    guard !unhandled.isEmpty else { return CheckResult(.good, "All that waits has a handler.") }
    return CheckResult(
      .warning,
      "No handler is configured here for \(unhandled.joined(separator: ", ")), and no processor serves it: "
        + "it waits, unless Python workers run it.")
  }
}
