import TriggerCore

/// A processor that refuses to start on a queue which Python workers may share, unless they are kept out by locks or
/// are said not to run: they can't see claims (PROTOCOL rule 4).
///
/// It asks when it is started, not before: a dashboard opens before its database has answered.
struct GuardedProcessor: ProcessorControl {
  private let processor: Processor
  private let store: any TriggerStore
  private let keepsPythonOut: Bool

  init(_ processor: Processor, store: any TriggerStore, keepsPythonOut: Bool) {
    self.processor = processor
    self.store = store
    self.keepsPythonOut = keepsPythonOut
  }

  func start() async throws {
    try await check()
    try await processor.start()
  }

  func run(_ id: TriggerID, forced: Bool) async throws -> Outcome {
    try await check()
    return try await processor.run(id, forced: forced)
  }

  private func check() async throws {
    let facts = try await store.facts()
    if let refusal = Self.refusal(of: facts, keepsPythonOut: keepsPythonOut) {
      throw StoreError.needsMigration(refusal)
    }
    guard !keepsPythonOut, facts.lack(for: "") == nil else { return }
    let overview = try await store.processors(now: nil)
    if let other = overview.processors.first(where: { $0.redis != nil && $0.isAlive(at: overview.at) }) {
      throw StoreError.needsMigration(
        """
        The processor \(other.name) takes Redis locks on \(facts.name), which one with --claims-only would not see: \
        set redis_url here too, or stop that one first.
        """)
    }
  }

  /// Why such a queue is not worked on; nil where it is.
  static func refusal(of facts: StoreFacts, keepsPythonOut: Bool) -> String? {
    if let refusal = facts.sideTablesRefusal { return refusal }
    if facts.sideTables == nil, !facts.isOwn {
      return """
        Processing needs triggertop's side tables, which \(facts.name) has not: triggertop migrate makes them.
        """
    }
    guard !keepsPythonOut, !facts.isOwn else { return nil }
    return """
      \(facts.name) was not made by triggertop, so Python workers may run its triggers too: set redis_url, so that \
      both keep out of each other's way, or give --claims-only if no Python worker runs.
      """
  }

  var status: ProcessorStatus { get async { await processor.status } }
  func events() async -> AsyncStream<ProcessorEvent> { await processor.events() }
  func pause() async { await processor.pause() }
  func drain() async { await processor.drain() }
  func setConcurrency(_ slots: Int) async { await processor.setConcurrency(slots) }
}
