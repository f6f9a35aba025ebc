/// Why an attempt failed, as told to an operator.
public struct AttemptError: Error, Hashable, Sendable {
  /// The name of the error's type (`BankTimeout`), by which errors are grouped.
  public var type: String
  public var message: String
  /// Whatever the handler gave: a stack trace, the end of a command's stderr.
  public var backtrace: String?

  public init(type: String, message: String, backtrace: String? = nil) {
    self.type = type
    self.message = message
    self.backtrace = backtrace
  }

  /// Describes any error a handler threw; an `AttemptError` is kept as it is.
  public init(_ error: any Error) {
    if let known = error as? AttemptError {
      self = known
    } else {
      self.init(type: String(describing: Swift.type(of: error)), message: String(describing: error))
    }
  }

  /// What a trigger gets whose processor died in the middle of it.
  public static func processorLost(_ processor: String?) -> AttemptError {
    AttemptError(
      type: "ProcessorLost",
      message: "The processor \(processor ?? "that ran this") stopped renewing its lease before it recorded a result.")
  }
}
