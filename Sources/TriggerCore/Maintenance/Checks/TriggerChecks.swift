/// Whether each type that waits has somebody to run it: a handler here, or a living processor.
public struct UnhandledTypesCheck: Check {
  public let name = "types"
  private let store: any TriggerStore
  private let limits: TryLimits
  private let handled: Set<ExactText>

  /// - Parameter handled: the types that have a handler here.
  public init(store: any TriggerStore, handled: some Sequence<String>, limits: TryLimits = TryLimits()) {
    self.store = store
    self.limits = limits
    self.handled = Set(handled.map { ExactText($0) })
  }

  public func run() async throws -> CheckResult {
    let counts = try await store.counts(CountQuery(limits: limits, exactWithin: .seconds(2)), now: nil)
    let waiting = counts.types.map(\.type)
    let overview = try await store.processors(now: nil)
    let served = Set(
      overview.processors.filter { $0.isAlive(at: overview.at) }.flatMap(\.types).map { ExactText($0) })
    let unhandled = waiting.filter { !handled.contains(ExactText($0)) && !served.contains(ExactText($0)) }
    let part = counts.scanned < 1 ? " Only \(Int(counts.scanned * 100)) % of what waits was looked at." : ""
    guard !unhandled.isEmpty else {
      return part.isEmpty
        ? CheckResult(.good, "All that waits has a handler.")
        : CheckResult(.warning, "All that was seen waiting has a handler.\(part)")
    }
    return CheckResult(
      .warning,
      "There is no handler here for \(unhandled.map(\.orEmptyMark).joined(separator: ", ")), and no processor serves it: "
        + "it waits, unless Python workers run it.\(part)")
  }
}

/// Whether claims of dead processors wait to be taken over.
public struct OrphanedClaimsCheck: Check {
  public let name = "orphaned claims"
  private let store: any TriggerStore

  public init(store: any TriggerStore) { self.store = store }

  public func run() async throws -> CheckResult {
    let orphaned = try await store.processors(now: nil).orphaned
    guard !orphaned.isEmpty else { return CheckResult(.good, "None.") }
    let ids = orphaned.prefix(5).map { "\($0.id)" }.joined(separator: " ")
    return CheckResult(
      .warning,
      "\(orphaned.count) of processors that are gone: \(ids)\(orphaned.count > 5 ? " …" : ""); "
        + "the next processor for their types takes them over.")
  }
}
