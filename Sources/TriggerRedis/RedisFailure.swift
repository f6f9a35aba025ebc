import TriggerCore

/// A call to Redis that did not come to its end.
struct RedisFailure: Error {
  /// For the caller: a `StoreError`, or `CancellationError`.
  var reason: any Error
  /// The commands may have been sent: each took effect or not, and nobody can tell.
  var isOutcomeUnknown: Bool
}

extension RedisFailure {
  init(_ error: any Error, at address: RedisAddress) {
    switch error as? RedisError {
    case .invalidAddress(let sentence):
      self.init(reason: StoreError.refused(sentence), isOutcomeUnknown: false)
    case .unreachable(let sentence):
      self.init(reason: StoreError.unreachable(sentence), isOutcomeUnknown: false)
    case .authentication(let sentence):
      self.init(reason: StoreError.notPermitted(sentence), isOutcomeUnknown: false)
    case .server(let message):
      self.init(reason: StoreError(refusal: message, at: address), isOutcomeUnknown: false)
    case .timedOut(let limit):
      let sentence =
        "Redis at \(address) did not answer within \(limit): look whether it is overloaded, then try again."
      self.init(reason: StoreError.timedOut(sentence), isOutcomeUnknown: true)
    case .closed(let sentence):
      self.init(reason: StoreError.unreachable(sentence), isOutcomeUnknown: true)
    case nil:
      self.init(
        reason: error is CancellationError ? error : StoreError.failed("\(error)."), isOutcomeUnknown: true)
    }
  }
}

extension StoreError {
  /// - Parameter message: what Redis answered; begins with a code.
  init(refusal message: String, at address: RedisAddress) {
    let sentence = "Redis at \(address) refused: \(message)"
    self =
      switch message.prefix(while: { $0 != " " }) {
      case "LOADING", "BUSY", "MASTERDOWN", "TRYAGAIN", "CLUSTERDOWN": .unreachable(sentence)
      case "READONLY": .notPermitted("Redis at \(address) is a replica, which takes no writes: name the primary.")
      case "NOPERM":
        .notPermitted(
          """
          Redis at \(address) does not permit this to the user of the URL (\(message.withoutCode)): grant that user the \
          command and the key with ACL SETUSER, or name another.
          """)
      case "NOAUTH":
        .notPermitted("Redis at \(address) asks for a password: give it in the URL, as redis://:password@host.")
      case "MISCONF", "OOM":
        .unreachable("\(sentence). It takes no writes until that is mended.")
      default: .refused(sentence)
      }
  }
}

extension String {
  fileprivate var withoutCode: Substring { drop { $0 != " " }.dropFirst() }
}
