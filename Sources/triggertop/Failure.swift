import TriggerCore

/// Why the program ends: one sentence with the remedy, and the exit code.
struct Failure: Error, Hashable, CustomStringConvertible {
  var status: ExitStatus
  var description: String

  init(_ status: ExitStatus, _ sentence: String) {
    self.status = status
    description = sentence
  }

  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as ConfigurationError: self.init(.configuration, error.description)
    case let error as InvalidInput: self.init(.usage, error.description)
    case let error as StoreError: self.init(error.exitStatus, error.description)
    case let error as ProcessError: self.init(error.exitStatus, error.description)
    default: self.init(.negative, String(describing: error))
    }
  }
}

extension ProcessError {
  fileprivate var exitStatus: ExitStatus {
    switch self {
    case .noSuchTrigger, .alreadyProcessed, .failed, .superseded: .negative
    case .wrongType: .usage
    case .noHandler: .configuration
    case .later, .locked, .stopped, .unavailable: .tryAgain
    case .store(let error): error.exitStatus
    }
  }
}

extension StoreError {
  fileprivate var exitStatus: ExitStatus {
    switch self {
    case .unreachable: .unreachable
    case .timedOut: .tryAgain
    case .notPermitted: .notPermitted
    case .wrongSchema: .wrongSchema
    case .needsMigration: .configuration
    case .refused: .usage
    case .failed: .negative
    }
  }
}
