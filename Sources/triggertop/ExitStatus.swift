/// The program's exit codes; those from 64 are sysexits'.
enum ExitStatus: Int32, Sendable {
  case done = 0
  /// A check failed, nothing matched, or an error of no other kind.
  case negative = 1
  case inPart = 2
  case usage = 64
  case wrongSchema = 65
  case unreachable = 69
  case tryAgain = 75
  case notPermitted = 77
  case configuration = 78
  /// From here on 128 and the number of the signal that ended the dashboard.
  case hungUp = 129
  case interrupted = 130
  case terminated = 143
}
