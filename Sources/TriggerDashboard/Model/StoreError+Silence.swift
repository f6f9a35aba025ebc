import TriggerCore

extension StoreError {
  /// Whether nothing answered; else the database is there, and said no.
  var isSilence: Bool {
    switch self {
    case .unreachable, .timedOut: true
    case .notPermitted, .wrongSchema, .needsMigration, .refused, .failed: false
    }
  }
}
