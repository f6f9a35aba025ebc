/// What a store tells when it can't do as asked: one sentence each, for people, with the remedy; no secrets.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No connection, or it was lost: worth trying again. Exit code 69.
  case unreachable(String)
  /// An answer did not come in time; the connection was given up. Exit code 75.
  case timedOut(String)
  /// The database refused the role or the session is read-only. Exit code 77.
  case notPermitted(String, Fault = .setup)
  /// The tables are not django-triggers', or not of a version known here. Exit code 65.
  case wrongSchema(String)
  /// The side tables are missing; `triggertop migrate` makes them. Exit code 78.
  case needsMigration(String)
  /// A value the tables can't hold. Exit code 64.
  case refused(String)
  /// Anything else the database said. Exit code 1.
  case failed(String, Fault = .passing)

  /// Where the fault lies, as the driver judges: it decides what becomes of an end that could not be recorded.
  public enum Fault: Hashable, Sendable {
    /// In nothing that was asked: the same call may go through in a moment (connection, full disk, deadlock, a server
    /// that only reads for now).
    case passing
    /// In a row or value of the call: without it the rest goes through.
    case row
    /// In the database or the role: refused until somebody changes that.
    case setup
  }

  public var fault: Fault {
    switch self {
    case .unreachable, .timedOut: .passing
    case .refused: .row
    case .wrongSchema, .needsMigration: .setup
    case .notPermitted(_, let fault), .failed(_, let fault): fault
    }
  }

  /// The same fault in other words.
  package func worded(_ words: (String) -> String) -> StoreError {
    switch self {
    case .unreachable(let sentence): .unreachable(words(sentence))
    case .timedOut(let sentence): .timedOut(words(sentence))
    case .notPermitted(let sentence, let fault): .notPermitted(words(sentence), fault)
    case .wrongSchema(let sentence): .wrongSchema(words(sentence))
    case .needsMigration(let sentence): .needsMigration(words(sentence))
    case .refused(let sentence): .refused(words(sentence))
    case .failed(let sentence, let fault): .failed(words(sentence), fault)
    }
  }

  public var description: String {
    switch self {
    case .unreachable(let sentence), .timedOut(let sentence), .notPermitted(let sentence, _),
      .wrongSchema(let sentence),
      .needsMigration(let sentence), .refused(let sentence), .failed(let sentence, _):
      sentence
    }
  }
}

extension StoreError {
  /// Any error a store or a lock threw.
  package init(_ error: any Error) { self = error as? StoreError ?? .failed(String(describing: error)) }

  /// Another role might be permitted it.
  var isOfRole: Bool { if case .notPermitted = self { true } else { false } }

  /// Nobody answered: whether the call took effect is unknown.
  var isOutage: Bool {
    switch self {
    case .unreachable, .timedOut: true
    default: false
    }
  }
}
