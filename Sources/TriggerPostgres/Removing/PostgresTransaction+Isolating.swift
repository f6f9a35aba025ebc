import TriggerCore

/// Why a trigger was left as it is, in one clause.
struct Refusal {
  let reason: String
  /// Whether it may go once others are gone.
  var isNeeded = false
}

extension PostgresTransaction {
  /// Works on triggers together; what the database does not do for one of them costs that one alone.
  ///
  /// - Parameter work: may run several times, each time for some of them and after what it did was undone. It throws
  ///   `KeptTriggers` for those with which it can't succeed.
  /// - Returns: those left alone.
  func isolated(_ ids: [TriggerID], _ work: ([TriggerID]) throws -> Void) throws -> [TriggerID: Refusal] {
    var refusals: [TriggerID: Refusal] = [:]
    var parts = [ids]
    while let part = parts.popLast() {
      if part.isEmpty { continue }
      try query("SAVEPOINT triggertop_part")
      do {
        try work(part)
        // Keys that are checked at the end only would cost all the others.
        try run([PostgresStatement("SET CONSTRAINTS ALL IMMEDIATE"), PostgresStatement("RELEASE triggertop_part")])
      } catch let kept as KeptTriggers {
        try query("ROLLBACK TO triggertop_part")
        for (id, reason) in kept.reasons { refusals[id] = Refusal(reason: reason, isNeeded: kept.areNeeded) }
        parts.append(part.filter { kept.reasons[$0] == nil })
      } catch PostgresError.server(let error) where error.isAboutRows {
        try query("ROLLBACK TO triggertop_part")
        if part.count == 1 {
          refusals[part[0]] = Refusal(reason: error.reason)
        } else {
          let middle = part.count / 2
          parts += [Array(part[middle...]), Array(part[..<middle])]
        }
      }
    }
    return refusals
  }
}

extension PostgresServerError {
  /// What was to be written is to blame, or a trigger or function of the application's: other rows may pass.
  fileprivate var isAboutRows: Bool {
    ["22", "23", "38", "39", "44", "54", "P0"].contains { sqlState.hasPrefix($0) }
  }

  /// One clause.
  var reason: String {
    var words = detail ?? message
    while words.last == "." { words.removeLast() }
    switch sqlState {
    case "23503": return "other rows hang on it or are missing: \(words)"
    case "23505": return "its place is taken: \(words)"
    case let state where state.hasPrefix("P0"): return "a trigger of the database refused it: \(message)"
    default: return detail == nil ? message : "\(message): \(words)"
    }
  }
}
