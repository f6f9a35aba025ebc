import BlockingIO
import Foundation
import GRDB
import TestSupport
import TriggerCore
import TriggerSQLite

@testable import TriggerRedis

/// A queue with a dispatcher before a real broker, and a test in the place of the worker.
struct CeleryBench {
  /// Its database clock is the test's.
  let store: FaultyStore
  let clock = ManualClock()
  let dispatcher: CeleryDispatcher
  let broker: CeleryBroker
  private let url: String
  private let directory: TemporaryDirectory
  private let python: DatabaseQueue

  static func fresh(_ settings: CelerySettings = CelerySettings()) async throws -> CeleryBench {
    try await CeleryBench(settings, url: RedisServer.shared().freshDatabase())
  }

  /// - Parameters:
  ///   - url: the broker's, as the test sees it.
  ///   - login: as whom the dispatcher logs in, where that is somebody else.
  init(_ settings: CelerySettings = CelerySettings(), url: String, dispatcherURL: String? = nil) async throws {
    directory = try TemporaryDirectory()
    let path = directory.file("queue.sqlite")
    store = FaultyStore(SQLiteStore(path: path, mode: .createIfMissing), clock: clock)
    _ = try await store.facts()
    var configuration = Configuration()
    configuration.busyMode = .timeout(Patience.hang / .seconds(1))
    python = try DatabaseQueue(path: path, configuration: configuration)
    self.url = url
    broker = try CeleryBroker(address: dispatcherURL ?? url, limit: .seconds(2))
    let models: [ExactText: CeleryModel?] = [
      "pay_bill": CeleryModel("billing.PayBill"), "breakfast": CeleryModel("billing.Breakfast"),
    ]
    dispatcher = CeleryDispatcher(
      store: store, broker: broker, models: models.compactMapValues { $0 }, settings: settings, clock: clock,
      jitter: { 0.5 })
  }

  @discardableResult
  func fire(_ count: Int = 1, type: String = "pay_bill", after: Instant? = nil) async throws -> [TriggerID] {
    try await store.fire(Array(repeating: NewTrigger(type: type, after: after), count: count), now: nil)
  }

  /// Takes the next message, as a worker does.
  /// - Returns: its task and arguments; nil where none waits.
  func receive() async throws -> (task: String, arguments: String)? {
    guard let document = try await run(["RPOP", "celery"]).text else { return nil }
    return try Self.parse(document)
  }

  /// As `receive`, but waits for one.
  func awaitMessage() async throws -> (task: String, arguments: String)? {
    guard let document = try await run(["BRPOP", "celery", "20"]).array?.last?.text else { return nil }
    return try Self.parse(document)
  }

  func receiveAll() async throws -> [String] {
    var all: [String] = []
    while let message = try await receive() { all.append(message.arguments) }
    return all
  }

  /// Writes a row as a Python worker does that ran it.
  func save(_ id: TriggerID, _ assignments: String) async throws {
    try await python.write { try $0.execute(sql: "UPDATE djtriggers_trigger SET \(assignments) WHERE id = \(id)") }
  }

  func processed(_ ids: [TriggerID]) async throws {
    for id in ids { try await save(id, "date_processed = '2026-11-23 12:00:01', successful = TRUE") }
  }

  func claims() async throws -> Int {
    try await python.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM triggertop_claim") ?? 0 }
  }

  /// Past all code under test but the connection.
  @discardableResult
  func run(_ command: RedisCommand) async throws -> RedisReply {
    try await RedisConnection(RedisAddress(url)).run(command, deadline: .after(.seconds(30)))
  }

  private static func parse(_ document: String) throws -> (task: String, arguments: String) {
    guard let message = TriggerData(json: document), case .object(let headers)? = message["headers"],
      case .text(let task)? = TriggerData(fields: headers)["task"], case .text(let body)? = message["body"],
      let decoded = Data(base64Encoded: body),
      case .array(let parts)? = DataValue(json: String(decoding: decoded, as: UTF8.self)), parts.count == 3
    else { throw InvalidInput("No message of Celery's: \(document)") }
    return (task, parts[0].json)
  }
}
