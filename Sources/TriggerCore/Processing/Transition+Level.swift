import Logging

extension Transition.Notice {
  var level: Logger.Level { severity == .error ? .error : .warning }
}
