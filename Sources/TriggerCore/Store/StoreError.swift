/// What a store tells when it can't do as asked: one sentence each, for people, with the remedy; no secrets.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No connection, or it was lost: worth trying again. Exit code 69.
  case unreachable(String)
  /// An answer did not come in time; the connection was given up. Exit code 75.
  case timedOut(String)
  /// The database refused the role or the session is read-only. Exit code 77.
  case notPermitted(String)
  /// The tables are not django-triggers', or not of a version known here. Exit code 65.
  case wrongSchema(String)
  /// The side tables are missing; `triggertop migrate` makes them. Exit code 78.
  case needsMigration(String)
  /// A value the tables can't hold. Exit code 64.
  case refused(String)
  /// Anything else the database said. Exit code 1.
  case failed(String)

  public var description: String {
    switch self {
    case .unreachable(let sentence), .timedOut(let sentence), .notPermitted(let sentence), .wrongSchema(let sentence),
      .needsMigration(let sentence), .refused(let sentence), .failed(let sentence):
      sentence
    }
  }
}
