import TriggerCore

/// A processor that refuses to start on a queue which Python workers may share, unless they are kept out by locks or
/// are said not to run: they can't see claims (PROTOCOL rule 4).
///
/// It asks when it is started, not before: a dashboard opens before its database has answered.
struct GuardedProcessor: ProcessorControl {
  private let processor: Processor
  private let store: any TriggerStore
  /// `TriggerLock.name`; nil where claims alone are trusted.
  private let locks: String?
  private let keepsPythonOut: Bool

  init(_ processor: Processor, store: any TriggerStore, locks: String?, keepsPythonOut: Bool) {
    self.processor = processor
    self.store = store
    self.locks = locks
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
    guard facts.lack(for: "") == nil else { return }
    let overview = try await store.processors(now: nil)
    let keyed = overview.processors.filter { $0.redis != nil && $0.isAlive(at: overview.at) }
    if let other = keyed.first(where: { $0.redis.map(Self.keys) != locks.map(Self.keys) }) {
      let here = locks.map { "one that takes them at \($0)" } ?? "one without"
      throw StoreError.needsMigration(
        """
        The processor \(other.name) takes the locks of \(facts.name) at \(other.redis ?? ""), which \(here) would not \
        see: set the same redis_url here, or stop that one first.
        """)
    }
  }

  /// Database and prefix: a host may have several names.
  private static func keys(_ locks: String) -> Substring {
    locks.suffix(from: locks.lastIndex { "/=".contains($0) }.map(locks.index(after:)) ?? locks.startIndex)
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
