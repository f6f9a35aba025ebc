import Foundation
import Testing
import TriggerCore

@testable import TriggerRedis

@Suite("A Celery message") struct CeleryMessageTests {
  @Test("has what a worker needs, with the task's arguments in its body")
  func required() throws {
    let model = try #require(CeleryModel("billing.PayBill"))
    let message = CeleryMessage(
      task: .processTrigger(7, model, useStatsd: false), queue: "celery", maxRetries: 3, origin: "1@host")
    let document = try #require(TriggerData(json: message.document()))
    let body = try #require(document["body"]?.text.flatMap { Data(base64Encoded: $0) })
    #expect(
      String(decoding: body, as: UTF8.self)
        == #"[[7,"billing","PayBill"],{"use_statsd":false},{"callbacks":null,"errbacks":null,"chain":null,"chord":null}]"#
    )
    let headers = try #require(document["headers"]?.object)
    #expect(headers["task"] == .text("djtriggers.tasks.process_trigger"))
    #expect(headers["argsrepr"] == .text("(7, 'billing', 'PayBill')"))
    let properties = try #require(document["properties"]?.object)
    #expect(properties["max_retries"] == .integer(3))
    #expect(properties["correlation_id"] == headers["id"])
    #expect(properties["delivery_tag"] != headers["id"])
    #expect(properties["delivery_info"]?.object?["routing_key"] == .text("celery"))
  }

  @Test(
    "is never sent for a model that is no Python name", arguments: ["PayBill", "billing.", "a.b.c", "a.b'); drop", ""])
  func badModel(_ path: String) {
    #expect(CeleryModel(path) == nil)
  }
}

extension DataValue {
  fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
  fileprivate var object: TriggerData? {
    if case .object(let fields) = self { TriggerData(fields: fields) } else { nil }
  }
}
