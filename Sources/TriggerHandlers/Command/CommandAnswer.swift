import Subprocess
import TriggerCore

/// How a command ended, and what that means for the attempt: a pure table.
///
/// | end | meaning |
/// |---|---|
/// | exit 0 | done; stdout is the result |
/// | exit 75 | later: at the time on stdout (ISO 8601, `+2h`, seconds, or `infinity`), else after a minute |
/// | any other exit | failed, as `Exit 3`; the end of stderr is the message |
/// | a signal | failed, as `Signal 9`; likewise |
struct CommandAnswer: Hashable {
  /// What sysexits(3) calls EX_TEMPFAIL.
  static let later: Int32 = 75

  var status: TerminationStatus
  var output: String
  var errors: String

  /// - Parameter now: this machine's clock.
  func result(now: Instant) throws -> TriggerResult? {
    switch status {
    case .exited(0): return output.isEmpty ? nil : .text(output)
    case .exited(Self.later): throw ProcessLater(at: Self.time(output, now: now) ?? now + .minutes(1))
    case .exited(let code):
      throw AttemptError(type: "Exit \(code)", message: errors.isEmpty ? "The command wrote no error." : errors)
    case .signaled(let signal):
      throw AttemptError(
        type: "Signal \(signal)", message: errors.isEmpty ? "The command was ended by a signal." : errors)
    }
  }

  /// Nil where the text is no time, or a year that Python can't read.
  ///
  /// `infinity` in so many words is the operator's own program's decision: the trigger waits until somebody reschedules
  /// it. A number that is too large is a mistake.
  static func time(_ text: String, now: Instant) -> Instant? {
    guard let time = explicitTime(text, now: now) else { return nil }
    return time <= Instant.lastDate || text == "infinity" ? time : nil
  }

  private static func explicitTime(_ text: String, now: Instant) -> Instant? {
    let distance = text.hasPrefix("+") ? text.dropFirst() : text[...]
    if let duration = Duration(shorthand: distance) { return now + duration }
    if let seconds = Int64(distance), seconds >= 0 { return now + .seconds(seconds) }
    return Instant(iso8601: text)
  }
}
