import TestSupport

/// A database with django-triggers' tables, made ready for one piece of work, and an empty Redis database.
struct ThrowawayQueue {
  let databaseURL: String
  let redisURL: String
  private let server: PostgresServer

  init(for work: Work, count: Int) async throws {
    server = try await .shared()
    databaseURL = try await server.freshDatabase(named: "bench")
    redisURL = try await RedisServer.shared().freshDatabase()
    if let preparation = work.preparation(count) { try await server.execute(preparation, at: databaseURL) }
    try await server.execute("VACUUM ANALYZE", at: databaseURL)
    // Neither side is to pay for the other's dirty pages.
    try await server.execute("CHECKPOINT", at: databaseURL)
  }

  /// - Throws: where not all of the work was done.
  func check(_ work: Work, count: Int, by side: String) async throws {
    let done = try await server.execute(work.proof(count), at: databaseURL)[0][0] ?? ""
    guard done == "\(count)" else {
      throw BenchmarkFailure(description: "\(work.name): \(side) did \(done) of \(count).")
    }
  }
}
