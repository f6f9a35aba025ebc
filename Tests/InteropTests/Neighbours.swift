import Foundation
import TestSupport
import TriggerCore
import TriggerRedis

/// A queue that both sides work on: Django's tables in a database of their own, and a Redis database.
struct Neighbours: Sendable {
  let database: DjangoDatabase
  let redisURL: String
  let lock: RedisLock
  let project: PythonProject
  private let runs: TemporaryDirectory

  var store: any TriggerStore { database.store }

  static func fresh(_ kind: DjangoDatabase.Kind) async throws -> Neighbours {
    try Neighbours(database: await .fresh(kind), redisURL: try await RedisServer.shared().freshDatabase())
  }

  init(database: DjangoDatabase, redisURL: String) throws {
    self.database = database
    self.redisURL = redisURL
    lock = try RedisLock(address: redisURL)
    runs = try TemporaryDirectory()
    var project = database.project
    project.environment["REDIS_URL"] = redisURL
    project.environment["RUNS"] = runs.file("runs")
    self.project = project
  }

  /// The triggers that Python ran, one entry a run.
  var pythonRuns: [TriggerID] {
    let lines = (try? String(contentsOfFile: runs.file("runs"), encoding: .utf8)) ?? ""
    return lines.split(separator: "\n").compactMap { TriggerID($0.dropFirst("python ".count)) }
  }

  func record(_ id: TriggerID) async throws -> TriggerRecord {
    guard let record = try await store.records(ids: [id]).first else {
      throw PythonFailure(description: "Trigger \(id) is gone.")
    }
    return record
  }

  /// Looks at rows again and again until they are as wanted.
  func wait(for ids: [TriggerID], until isDone: (TriggerRecord) -> Bool) async throws {
    try await Patience.until { try await store.records(ids: ids).allSatisfy(isDone) }
  }
}
