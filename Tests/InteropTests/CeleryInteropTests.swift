import BlockingIO
import Foundation
import TestSupport
import Testing
import TriggerCore
import TriggerRedis

@Suite("Celery", .heavy) struct CeleryInteropTests {
  @Test("workers of the real Celery run what our dispatcher sends, and the rows tell it", .lasting)
  func worker() async throws {
    let neighbours = try await Neighbours.fresh(.identity)
    _ = try await neighbours.store.migrate(dryRun: false)
    async let worker = neighbours.project.worker()
    let queue = TriggerQueue(store: neighbours.store)
    let good = try await queue.fire(
      [3, 4].map { PayBill(amount: $0, recipient: "r", fee: nil, urgent: false, dueOn: nil) })
    let breakfast = try await queue.fire(Breakfast())
    let bad = try await queue.fire(PayBill(amount: -1, recipient: "r", fee: nil, urgent: false, dueOn: nil))
    let later = try await queue.fire(Breakfast(), after: .now + .hours(1))

    let broker = try CeleryBroker(address: neighbours.redisURL)
    let models: [ExactText: CeleryModel?] = [
      "pay_bill": CeleryModel("billing.PayBill"), "breakfast": CeleryModel("billing.Breakfast"),
    ]
    let dispatcher = CeleryDispatcher(
      store: neighbours.store, broker: broker, models: models.compactMapValues { $0 },
      settings: CelerySettings(poll: .milliseconds(20)...(.milliseconds(100))))
    await dispatcher.start()
    let process = try await worker
    try await neighbours.wait(for: good + [breakfast]) { $0.progress.successful == true }
    try await neighbours.wait(for: [bad]) { $0.tries == 1 }
    // The failed one is left alone for a while, though Python would have it again at once.
    try await Patience.until { await dispatcher.status.outstanding == 0 }
    await dispatcher.stop()
    #expect(await dispatcher.status.sent == 4)
    #expect(neighbours.pythonRuns.sorted() == (good + [breakfast, bad]).sorted())
    #expect(try await neighbours.record(later).processed == nil)

    // Due again on a slow machine, it would end Python's round before the next one's turn (flaw 6).
    let put = try await neighbours.store.apply(
      .reschedule(.fromNow(.hours(1))), to: [Target(neighbours.record(bad))], by: Operator(name: "ops", host: "h"),
      now: nil)
    #expect(put.done.count == 1)

    // Python's own rounds and cleanings, asked for.
    let next = try await queue.fire(Breakfast())
    try await broker.ask(.processTriggers)
    try await neighbours.wait(for: [next]) { $0.progress.successful == true }
    let python = try await neighbours.project.session()
    try await python.call("age", 100)
    try await broker.ask(.cleanTriggers)
    try await Patience.until { try await neighbours.store.records(ids: good + [breakfast, next]).isEmpty }
    #expect(try await neighbours.store.records(ids: [bad, later]).count == 2)
    await process.end()
  }

  @Test("our message has all that the library's own has")
  func message() async throws {
    let neighbours = try await Neighbours.fresh(.sqlite)
    let python = try await neighbours.project.session()
    try await python.call("send", "PayBill", 7)
    let broker = try CeleryBroker(address: neighbours.redisURL)
    try await broker.ask(.processTrigger(7, try #require(CeleryModel("billing.PayBill")), useStatsd: false))
    let redis = try RedisConnection(RedisAddress(neighbours.redisURL))
    let messages = try await redis.run([["RPOP", "celery"], ["RPOP", "celery"]], deadline: .after(.seconds(10)))
      .map { try #require($0.text.flatMap { DataValue(json: $0) }) }
    let (theirs, ours) = (messages[0], messages[1])
    #expect(ours["body"].decoded == theirs["body"].decoded)
    #expect(ours["content-type"] == theirs["content-type"])
    #expect(ours["content-encoding"] == theirs["content-encoding"])
    let varying: Set = ["id", "root_id", "origin", "correlation_id", "reply_to", "delivery_tag"]
    for part in ["headers", "properties"] {
      #expect(ours[part].names == theirs[part].names)
      for name in theirs[part].names where !varying.contains(name) {
        #expect(ours[part][name] == theirs[part][name], "\(part).\(name)")
      }
    }
    let bindings = try await redis.run(["SMEMBERS", "_kombu.binding.celery"], deadline: .after(.seconds(10)))
    #expect(bindings.array?.compactMap(\.text) == ["celery\u{6}\u{16}\u{6}\u{16}celery"])
  }
}

extension DataValue {
  /// JSON in base64.
  fileprivate var decoded: DataValue? {
    guard case .text(let text) = self, let data = Data(base64Encoded: text) else { return nil }
    return DataValue(json: String(decoding: data, as: UTF8.self))
  }
}
