import TerminalUI
import TriggerCore

extension ProcessorOverview {
  var sanitised: ProcessorOverview {
    ProcessorOverview(
      processors: processors.map(\.sanitised), claims: claims.map(\.sanitised), at: at)
  }
}

extension ProcessorRecord {
  var sanitised: ProcessorRecord {
    var record = self
    record.host = host.sanitised
    record.types = types.map(\.sanitised)
    return record
  }
}

extension ClaimedTrigger {
  var sanitised: ClaimedTrigger {
    ClaimedTrigger(id: id, type: type.sanitised, processorID: processorID, mark: mark.sanitised)
  }
}

extension ProcessorStatus {
  var sanitised: ProcessorStatus {
    var status = self
    status.types = types.map(\.sanitised)
    status.trouble = trouble?.sanitised
    status.sending?.types = sending?.types.map(\.sanitised) ?? []
    status.sending?.queue = sending?.queue.sanitised ?? ""
    status.runs = runs.map { run in
      var run = run
      run.type = run.type.sanitised
      run.source = run.source.map { Source(stored: $0.text.sanitised) }
      return run
    }
    return status
  }
}

extension ProcessorEvent {
  var sanitised: ProcessorEvent {
    var event = self
    event.text = text.sanitisedLines.joined(separator: "\n")
    event.type = type?.sanitised
    return event
  }
}
