import Foundation
import TriggerCore

/// What each call of a store takes on a big table, one column a database.
struct StoreCosts {
  let rows: Int

  /// Of a batch; and so often each call is repeated.
  private static let batch = 100
  private static let repetitions = BigQueue.due / batch

  func table() async throws -> Table {
    var columns: [(name: String, times: Stopwatch)] = []
    for isExtended in [false, true] {
      let queue = try await BigQueue.postgres(rows: rows, indexes: isExtended)
      columns.append((queue.name, try await measure(queue.store)))
    }
    for isOwn in [false, true] {
      let queue = try await BigQueue.sqlite(rows: rows, isOwn: isOwn)
      columns.append((queue.name, try await measure(queue.store)))
    }
    var table = Table(
      "A table of \(rows) rows, \(Self.repetitions) calls each: milliseconds, as median / maximum",
      columns: columns.map(\.name))
    for name in columns[0].times.names { table.add(name, columns.map { $0.times.samples[name]?.text ?? "" }) }
    return table
  }

  private func measure(_ store: any TriggerStore) async throws -> Stopwatch {
    var watch = Stopwatch()
    _ = try await store.facts()
    try await read(store, &watch)
    try await workOff(store, &watch)
    for _ in 0..<Self.repetitions {
      try await watch.time("claim, nothing due") { try await store.claim(request, now: nil) }
      try await watch.time("nextDue, nothing due") { try await store.nextDue(types: BigQueue.types, now: nil) }
    }
    return watch
  }

  private func read(_ store: any TriggerStore, _ watch: inout Stopwatch) async throws {
    let pages: [(String, PageQuery)] = [
      ("page by id", PageQuery()),
      ("page by id, the last", PageQuery(direction: .backward)),
      ("page by processed, newest", PageQuery(sort: TriggerSort(.processed, ascending: false))),
      ("page by due, unprocessed", PageQuery(filter: .unprocessed, sort: TriggerSort(.due))),
      ("page of one type, pending", PageQuery(filter: try TriggerFilterParser.parse("type:pay_bill state:pending"))),
      ("page of failed", PageQuery(filter: try TriggerFilterParser.parse("state:failed"))),
      ("page of a word", PageQuery(filter: try TriggerFilterParser.parse("order$4711"))),
    ]
    for _ in 0..<Self.repetitions {
      try await watch.time("counts") { try await store.counts(CountQuery(), now: nil) }
      for (name, query) in pages { try await watch.time(name) { try await store.page(query, now: nil) } }
      try await watch.time("nextDue") { try await store.nextDue(types: BigQueue.types, now: nil) }
    }
  }

  /// All that is due, a batch at a time.
  private func workOff(_ store: any TriggerStore, _ watch: inout Stopwatch) async throws {
    for _ in 0..<Self.repetitions {
      let claims = try await watch.time("claim \(Self.batch)") { try await store.claim(request, now: nil) }
      let started = try await watch.time("recheck \(Self.batch)") { try await store.recheck(claims, now: nil) }
      let ends = started.map(Finish.init(success:))
      let results = try await watch.time("finish \(Self.batch)") { try await store.finish(ends) }
      try expect(Self.batch, results.count { $0 == .recorded })
    }
  }

  private var request: ClaimRequest {
    ClaimRequest(.due(types: BigQueue.types), limit: Self.batch, processorID: "benchmark", lease: .minutes(1))
  }

  private func expect(_ expected: Int, _ count: Int) throws {
    guard count == expected else { throw BenchmarkFailure(description: "\(count) triggers instead of \(expected).") }
  }
}

extension Sample {
  fileprivate var text: String { String(format: "%.1f / %.1f", median, max) }
}
