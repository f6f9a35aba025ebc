import Foundation

/// What an operator does to triggers.
public enum Operation: Hashable, Sendable {
  /// Due now by the database's clock. One that was given up becomes unprocessed again, its tries from 0 unless
  /// kept. Of one that was not given up the tries stay, and it only becomes due.
  case retry(keepTries: Bool)
  case reschedule(ScheduleTime)
  /// With its results, children and side rows, in one transaction.
  case delete
  /// Takes back what an action of the journal did: rows get the time, tries or data that they had before, deleted
  /// triggers come back with what the journal kept. Targets are as the action left them (`JournaledChange.target`).
  case undo(JournaledAction.ID)

  /// The word used in the journal and on the command line.
  public var verb: String {
    switch self {
    case .retry: "retry"
    case .reschedule: "reschedule"
    case .delete: "delete"
    case .undo: "undo"
    }
  }

  /// What the journal's `filter` holds: an undo names the action that it takes back.
  package var journalFilter: String? {
    if case .undo(let action) = self { "action:\(action)" } else { nil }
  }
}

extension Operation {
  /// It ends claims of kind sent, rather than leave their triggers alone: a message may be lost, and only an operator
  /// knows. If it is not, the trigger may run twice.
  public var endsSent: Bool {
    switch self {
    case .retry, .reschedule: true
    case .delete, .undo: false
    }
  }

  /// Whether a claim keeps the operation from its trigger.
  package func isBarred(by mark: RunningMark, at now: Instant) -> Bool {
    mark.isHeld(at: now) && !(mark.kind == .sent && endsSent)
  }

  /// Why the operation makes no sense for a row in this condition, or nil where it does. Asked by plans before
  /// and by stores while they act, so that both say the same.
  public func refusal(of progress: Progress) -> String? {
    switch self {
    case .delete, .undo: nil
    case .retry:
      progress.processed != nil && progress.successful != false ? "succeeded; there is nothing to retry" : nil
    case .reschedule(let time) where !time.isWithinCalendar(of: progress):
      "its time would leave the calendar: years 1 to 9999"
    case .reschedule:
      progress.processed != nil
        ? progress.successful == false ? "given up; retry it first" : "succeeded; it will not run again" : nil
    }
  }

  /// Why the operation would change nothing for a row, or nil where it would. Asked by plans only: what lies in a Celery
  /// queue is retried although it is due, since its message may be lost.
  func idleness(on row: Page.Row, at now: Instant) -> String? {
    let progress = row.record.progress
    guard case .retry = self, progress.tries == 0, progress.isDue(at: now), row.running?.kind != .sent else {
      return nil
    }
    return "due already; there is nothing to retry"
  }

  /// The row's progress after the operation; nil for a deletion, and for an undo, of which the journal tells.
  /// - Parameter now: the database's clock.
  public func progress(from seen: Progress, now: Instant) -> Progress? {
    var next = seen
    switch self {
    case .delete, .undo: return nil
    case .retry(let keepTries):
      next.after = nil
      if seen.processed != nil {
        next.processed = nil
        next.successful = nil
        if !keepTries { next.tries = 0 }
      }
    case .reschedule(let time):
      switch time {
      case .at(let instant): next.after = instant
      case .fromNow(let duration): next.after = min(now + duration, .lastDate)
      case .fromDue(let duration): next.after = seen.after.map { $0 + duration } ?? min(now + duration, .lastDate)
      case .clear: next.after = nil
      }
    }
    return next
  }
}

extension ScheduleTime {
  /// Whether the row's new time would be one that Python can read, as far as it does not depend on now.
  fileprivate func isWithinCalendar(of progress: Progress) -> Bool {
    switch self {
    case .at(let instant): instant.isWithinCalendar
    case .fromDue(let duration): progress.after.map { ($0 + duration).isWithinCalendar } ?? true
    case .fromNow, .clear: true
    }
  }
}

/// A trigger as the operator saw it when the action was decided; what is another row by now is left alone.
public struct Target: Hashable, Sendable {
  public var id: TriggerID
  public var received: Instant
  public var seen: Progress

  public init(id: TriggerID, received: Instant, seen: Progress) {
    self.id = id
    self.received = received
    self.seen = seen
  }

  public init(_ record: TriggerRecord) {
    self.init(id: record.id, received: record.received, seen: record.progress)
  }
}

/// Who acts, for the journal.
public struct Operator: Hashable, Sendable {
  public var name: String
  public var host: String

  public init(name: String, host: String) {
    self.name = name
    self.host = host
  }

  /// This program itself, on this machine.
  public static var program: Operator {
    Operator(name: ProcessInfo.processInfo.processName, host: ProcessorName.host)
  }
}
