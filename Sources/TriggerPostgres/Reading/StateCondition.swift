import TriggerCore

/// The states as SQL conditions; each equals `TriggerState.init`.
struct StateCondition {
  /// Places of parameters.
  let warning: String
  let now: String

  /// True where the row may run.
  var due: String { "(process_after IS NULL OR process_after < \(now))" }

  func sql(_ state: TriggerState) -> String {
    switch state {
    case .succeeded: "(date_processed IS NOT NULL AND successful IS NOT FALSE)"
    case .failed: "(date_processed IS NOT NULL AND successful IS FALSE)"
    case .warned: "(date_processed IS NULL AND number_of_tries > \(warning))"
    case .failing: "(date_processed IS NULL AND number_of_tries >= 1 AND number_of_tries <= \(warning))"
    case .pending: "(date_processed IS NULL AND number_of_tries < 1 AND number_of_tries <= \(warning) AND \(due))"
    case .scheduled: "(date_processed IS NULL AND number_of_tries < 1 AND number_of_tries <= \(warning) AND NOT \(due))"
    }
  }
}
