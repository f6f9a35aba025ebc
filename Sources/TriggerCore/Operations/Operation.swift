/// What an operator does to triggers.
public enum Operation: Hashable, Sendable {
  /// Due now by the database's clock. One that was given up becomes unprocessed again, its tries from 0 unless
  /// kept. Of one that was not given up the tries stay, and it only becomes due.
  case retry(keepTries: Bool)
  case reschedule(ScheduleTime)
  /// With its results, children and side rows, in one transaction.
  case delete

  /// The word used in the journal and on the command line.
  public var verb: String {
    switch self {
    case .retry: "retry"
    case .reschedule: "reschedule"
    case .delete: "delete"
    }
  }
}
