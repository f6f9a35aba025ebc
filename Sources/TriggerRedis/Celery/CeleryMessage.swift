import Foundation
import TriggerCore

/// The document that `apply_async` of Celery 5 puts on a Redis broker (protocol 2 of Celery's message format, in
/// kombu's virtual transport).
struct CeleryMessage {
  var task: CeleryTask
  /// The list in Redis, which is also the routing key.
  var queue: String
  /// DJTRIGGERS_CELERY_TASK_MAX_RETRIES; it travels, though django-triggers' task never retries itself.
  var maxRetries: Int
  /// `pid@host`.
  var origin: String

  /// One JSON document for one LPUSH.
  func document(id: UUID = UUID()) -> String {
    let id = id.uuidString.lowercased()
    return object([
      ("body", .text(Data(body.utf8).base64EncodedString())),
      ("content-encoding", .text("utf-8")),
      ("content-type", .text("application/json")),
      ("headers", headers(id)),
      ("properties", properties(id)),
    ]).json
  }

  private var body: String {
    let callbacks = object([("callbacks", .null), ("errbacks", .null), ("chain", .null), ("chord", .null)])
    return DataValue.array([.array(task.arguments), .object(task.keywords), callbacks]).json
  }

  private func headers(_ id: String) -> DataValue {
    object([
      ("lang", .text("py")), ("task", .text(task.name)), ("id", .text(id)), ("shadow", .null), ("eta", .null),
      ("expires", .null), ("group", .null), ("group_index", .null), ("retries", .integer(0)),
      ("timelimit", .array([.null, .null])), ("root_id", .text(id)), ("parent_id", .null),
      ("argsrepr", .text(task.argumentsDescription)), ("kwargsrepr", .text(task.keywordsDescription)),
      ("origin", .text(origin)), ("ignore_result", .bool(false)), ("replaced_task_nesting", .integer(0)),
      ("stamped_headers", .null), ("stamps", .object([])),
    ])
  }

  private func properties(_ id: String) -> DataValue {
    object([
      ("correlation_id", .text(id)), ("reply_to", .text(UUID().uuidString.lowercased())),
      ("max_retries", .integer(Int64(maxRetries))), ("delivery_mode", .integer(2)),
      ("delivery_info", object([("exchange", .text("")), ("routing_key", .text(queue))])),
      ("priority", .integer(0)), ("body_encoding", .text("base64")),
      ("delivery_tag", .text(UUID().uuidString.lowercased())),
    ])
  }

  private func object(_ fields: [(String, DataValue)]) -> DataValue {
    .object(fields.map { TriggerData.Field($0, $1) })
  }
}
