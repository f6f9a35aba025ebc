import TriggerCore

/// A task of django-triggers that a Python worker is asked to run.
public enum CeleryTask: Hashable, Sendable {
  /// `process_trigger` of one trigger, for a model such as `billing.PayBill`.
  case processTrigger(TriggerID, CeleryModel, useStatsd: Bool)
  case processTriggers
  case cleanTriggers

  var name: String {
    switch self {
    case .processTrigger: "djtriggers.tasks.process_trigger"
    case .processTriggers: "djtriggers.tasks.process_triggers"
    case .cleanTriggers: "djtriggers.tasks.clean_triggers"
    }
  }

  var arguments: [DataValue] {
    guard case .processTrigger(let id, let model, _) = self else { return [] }
    return [.integer(id), .text(model.app), .text(model.name)]
  }

  var keywords: [TriggerData.Field] {
    guard case .processTrigger(_, _, let useStatsd) = self else { return [] }
    return [.init("use_statsd", .bool(useStatsd))]
  }

  /// Shown by Celery's own tools: Python's notation of the arguments.
  var argumentsDescription: String {
    guard case .processTrigger(let id, let model, _) = self else { return "()" }
    return "(\(id), '\(model.app)', '\(model.name)')"
  }

  var keywordsDescription: String {
    guard case .processTrigger(_, _, let useStatsd) = self else { return "{}" }
    return "{'use_statsd': \(useStatsd ? "True" : "False")}"
  }
}
