import TerminalUI
import TriggerCore

extension TriggerDetail {
  var sanitised: TriggerDetail {
    var detail = self
    detail.row = row.sanitised
    detail.data = data.map { TriggerData(fields: $0.fields.map(\.sanitised)) }
    detail.dataTable = dataTable?.sanitised
    detail.dataProblem = dataProblem?.sanitised
    detail.attempts = attempts.map(\.sanitised)
    detail.results = results.map { $0.sanitisedLines.joined(separator: "\n") }
    detail.actions = actions.map(\.sanitised)
    return detail
  }
}

extension TriggerData.Field {
  var sanitised: TriggerData.Field { TriggerData.Field(name.sanitised, value.sanitised) }
}

extension DataValue {
  var sanitised: DataValue {
    switch self {
    case .null, .bool, .integer, .instant: self
    case .decimal(let digits): .decimal(digits.sanitised)
    case .text(let text): .text(text.sanitisedLines.joined(separator: "\n"))
    case .array(let values): .array(values.map(\.sanitised))
    case .object(let fields): .object(fields.map(\.sanitised))
    }
  }
}

extension Attempt {
  var sanitised: Attempt {
    var attempt = self
    attempt.processor = processor?.sanitised
    attempt.error = error?.sanitised
    return attempt
  }
}

extension ActionRecord {
  var sanitised: ActionRecord {
    var action = self
    action.by = Operator(name: by.name.sanitised, host: by.host.sanitised)
    action.verb = verb.sanitised
    action.dataBefore = dataBefore.map { TriggerData(fields: $0.fields.map(\.sanitised)) }
    action.dataAfter = dataAfter.map { TriggerData(fields: $0.fields.map(\.sanitised)) }
    return action
  }
}

extension UndoOffer {
  /// Targets, by which the undo is guarded, have no text.
  var sanitised: UndoOffer {
    var offer = self
    offer.samples = samples.map { sample in
      var sample = sample
      sample.record = sample.record?.sanitised
      sample.change.deleted = sample.change.deleted?.sanitised
      sample.change.dataBefore = sample.change.dataBefore.map { TriggerData(fields: $0.fields.map(\.sanitised)) }
      sample.change.dataAfter = sample.change.dataAfter.map { TriggerData(fields: $0.fields.map(\.sanitised)) }
      return sample
    }
    return offer
  }
}

extension OperationReport.Entry {
  var sanitised: OperationReport.Entry {
    var entry = self
    entry.before = before?.sanitised
    entry.after = after?.sanitised
    if case .running(let mark) = result { entry.result = .running(mark.sanitised) }
    if case .refused(let reason) = result { entry.result = .refused(reason.sanitised) }
    return entry
  }
}
