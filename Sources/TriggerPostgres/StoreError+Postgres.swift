import BlockingIO
import TriggerCore

extension StoreError {
  /// The store's error for one of the connection's; a cancelled task's `CancellationError` stays as it is.
  static func whatever(_ error: any Error) -> any Error {
    switch error {
    case let error as PostgresError: StoreError(error)
    case let error as SystemCallError:
      StoreError.failed("\(error); close what else this user runs, or raise its limits.")
    default: error
    }
  }

  init(_ error: PostgresError) {
    self =
      switch error {
      case .invalidAddress(let sentence), .refused(let sentence): .refused(sentence)
      case .unreachable(let sentence), .closed(let sentence): .unreachable(sentence)
      case .authentication(let sentence): .notPermitted(sentence)
      case .timedOut: .timedOut("\(error) Look whether the server is overloaded or a lock is held, then try again.")
      case .unexpectedResult(let sentence): .wrongSchema(sentence)
      case .server(let error): StoreError(error)
      }
  }

  private init(_ error: PostgresServerError) {
    self =
      switch error.sqlState {
      case "42501": .notPermitted("\(error); grant it to this role, or connect as the tables' owner.")
      case "25006": .notPermitted("This session may only read: it is a standby, or was opened read-only.", .passing)
      case "57014", "55P03": .timedOut("\(error); look whether a lock is held, then try again.")
      case "57P01", "57P02", "57P03", "53300": .unreachable("\(error); try again in a moment.")
      case "42P01", "42703", "3F000", "42704": .wrongSchema("\(error); the tables are not as they were expected.")
      case "22P05":
        .refused(
          error.unholdable.map {
            "“\($0.text)” can't be stored: the database's encoding is \($0.encoding), which has no such character."
          } ?? "\(error); the tables can't hold this value.")
      case "40001", "40P01": .failed("\(error); nothing was written, try again.")
      case let state where state.hasPrefix("08"): .unreachable("\(error).")
      case "23503": .refused("\(error); what it refers to is missing, or other rows refer to it.")
      case "23505" where error.tableWithTakenID != nil: error.lag() ?? .refused("\(error).")
      case "23505": .refused("\(error); another row has that value, which may be there only once.")
      case let state where state.hasPrefix("22") || state.hasPrefix("23"):
        .refused("\(error); the tables can't hold this value.")
      // External routines and what application code raises in its triggers; limits; WITH CHECK OPTION.
      case let state where ["38", "39", "44", "54", "P0"].contains(state.prefix(2)): .failed("\(error).", .row)
      // Names and rights that a statement, or a trigger of the application, does not find.
      case let state where state.hasPrefix("42"): .failed("\(error).", .setup)
      case "53100": .failed("\(error); free some space on the server.")
      default: .failed("\(error).")
      }
  }
}

extension PostgresServerError {
  /// The character that was to be stored, and the database's encoding, which lacks it. Reads the message: its bytes and
  /// names are there in every language.
  fileprivate var unholdable: (text: String, encoding: String)? {
    guard let match = message.firstMatch(of: /((?:0x[0-9a-f]{2} ?)+).*"UTF8".*"([A-Z0-9_]+)"/) else { return nil }
    let bytes = match.1.split(separator: " ").compactMap { UInt8($0.dropFirst(2), radix: 16) }
    return String(validating: bytes, as: UTF8.self).map { ($0, String(match.2)) }
  }
}
