import Foundation
import Synchronization
import TestSupport
import TriggerCore
import TriggerPostgres

/// How soon a handler begins what is fired, at a steady pace on PostgreSQL; beside it a bare NOTIFY from one connection
/// to another, than which nothing that the database tells can be sooner.
struct Latency {
  let seconds: Int

  /// A second.
  private static let pace = 200
  /// Not counted: what is read once is read with these.
  private static let warmUp = 100

  func table() async throws -> Table {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "latency")
    var table = Table(
      "\(seconds * Self.pace) at \(Self.pace) a second: milliseconds from the call to what it causes",
      columns: ["p50", "p99", "maximum"])
    table.add("NOTIFY → LISTEN, nothing else", (try await notifications(url)).cells)
    table.add("fire → handler begins", (try await triggers(url)).cells)
    return table
  }

  private func notifications(_ url: String) async throws -> Sample {
    let (sender, receiver) = (DirectConnection(url), DirectConnection(url))
    try await receiver.execute("LISTEN floor")
    let log = Log(count: Self.warmUp + seconds * Self.pace)
    let listening = Task {
      while !log.isFull {
        let (payload, at) = try await receiver.notification()
        Int(payload).map { log.caused($0, at: at) }
      }
    }
    try await keepPace(log) { try await sender.execute("NOTIFY floor, '\($0)'") }
    try await listening.value
    return try log.sample(from: Self.warmUp)
  }

  private func triggers(_ url: String) async throws -> Sample {
    // As two programs have it, each has connections of its own.
    let (application, store) = (try PostgresStore(url), try PostgresStore(url))
    _ = try await store.migrate(dryRun: false)
    let log = Log(count: Self.warmUp + seconds * Self.pace)
    var registry = HandlerRegistry()
    try registry.handle(SwiftSide.Breakfast.typed) { context in
      context.record.source.flatMap { Int($0.text) }.map { log.caused($0, at: .now) }
      return nil
    }
    let processor = Processor(store: store, registry: registry)
    try await processor.start()
    let queue = TriggerQueue(store: application)
    try await keepPace(log) { try await queue.fire(SwiftSide.Breakfast(), source: Source(["\($0)"])) }
    await log.filled()
    await processor.drain()
    let recorded = await processor.status.succeeded
    guard recorded == log.count else {
      throw BenchmarkFailure(description: "latency: \(recorded) of \(log.count) were recorded.")
    }
    for store in [application, store] { await store.close() }
    return try log.sample(from: Self.warmUp)
  }

  /// By the clock: a call that takes long does not put off those after it.
  private func keepPace(_ log: Log, _ call: (Int) async throws -> some Any) async throws {
    let start = ContinuousClock.now
    for number in 0..<log.count {
      try await Task.sleep(until: start + .seconds(1) / Self.pace * number, tolerance: .zero)
      log.called(number)
      _ = try await call(number)
    }
  }
}

extension Sample {
  fileprivate var cells: [String] { [median, quantile(0.99), max].map { String(format: "%.2f", $0) } }
}

/// When each was called, and when what it causes came.
private final class Log: Sendable {
  private typealias Times = (called: ContinuousClock.Instant?, caused: ContinuousClock.Instant?)

  let count: Int
  private let state: Mutex<(times: [Times], left: Int)>
  private let full: AsyncStream<Void>
  private let fill: AsyncStream<Void>.Continuation

  init(count: Int) {
    self.count = count
    state = Mutex(([Times](repeating: (nil, nil), count: count), count))
    (full, fill) = AsyncStream.makeStream()
  }

  func called(_ number: Int) {
    let now = ContinuousClock.now
    state.withLock { $0.times[number].called = now }
  }

  /// The first time counts.
  func caused(_ number: Int, at now: ContinuousClock.Instant) {
    let isFull = state.withLock { state in
      guard state.times[number].caused == nil else { return false }
      state.times[number].caused = now
      state.left -= 1
      return state.left == 0
    }
    if isFull { fill.finish() }
  }

  var isFull: Bool { state.withLock { $0.left == 0 } }

  func filled() async { for await _ in full {} }

  /// Milliseconds.
  func sample(from first: Int) throws -> Sample {
    var sample = Sample()
    for (called, caused) in state.withLock({ $0.times })[first...] {
      guard let called, let caused else { throw BenchmarkFailure(description: "latency: one was not seen.") }
      sample.add((caused - called).inSeconds * 1_000)
    }
    return sample
  }
}
