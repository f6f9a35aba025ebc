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
