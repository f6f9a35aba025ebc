import TriggerCore

/// What a webhook's receiver answered, and what that means for the attempt: a pure table.
///
/// | status | meaning |
/// |---|---|
/// | 200…299 | done; the body is the result |
/// | 425, 429, 503 | later: after `Retry-After` (seconds, or an HTTP date), at most 7 days; else after a minute |
/// | anything else | failed, as `HTTP 404`; redirects too: a POST must not become a GET elsewhere |
struct WebhookAnswer: Hashable {
  /// A receiver may put a trigger off, not bury it.
  static let longestDelay = Duration.days(7)

  var status: Int
  var retryAfter: String?
  /// The beginning of the body.
  var body: String

  /// - Parameter now: this machine's clock; the times in the answer are the receiver's.
  func result(now: Instant) throws -> TriggerResult? {
    switch status {
    case 200...299:
      let text = body.trimmingWhitespace
      return text.isEmpty ? nil : .text(text)
    case 425, 429, 503:
      throw ProcessLater(at: retryAfter.flatMap { Self.time($0, now: now) } ?? now + .minutes(1))
    case 300...399:
      throw AttemptError(
        type: "HTTP \(status)", message: "The webhook redirects; configure the address it redirects to.")
    default:
      let text = body.trimmingWhitespace
      throw AttemptError(type: "HTTP \(status)", message: text.isEmpty ? "The webhook answered nothing more." : text)
    }
  }

  /// `Retry-After` (RFC 9110, section 10.2.3), a number of seconds or a date; never later than `longestDelay` from now.
  /// Nil where the text is neither.
  static func time(_ text: String, now: Instant) -> Instant? {
    let text = text.trimmingWhitespace
    let latest = now + longestDelay
    if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      // More digits than a number has here are late all the same.
      return Int64(text).map { min(now + .seconds($0), latest) } ?? latest
    }
    return HTTPDate.instant(text, now: now).map { min($0, latest) }
  }
}
