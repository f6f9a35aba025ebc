import TriggerCore

/// What a webhook's receiver answered, and what that means for the attempt: a pure table.
///
/// | status | meaning |
/// |---|---|
/// | 200…299 | done; the body is the result |
/// | 425, 429, 503 | later: after `Retry-After` (seconds, or an HTTP date), else after a minute |
/// | anything else | failed, as `HTTP 404`; redirects too: a POST must not become a GET elsewhere |
struct WebhookAnswer: Hashable {
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

  /// RFC 9110, section 10.2.3: a number of seconds, or a date such as `Mon, 23 Nov 2026 14:02:11 GMT`.
  static func time(_ text: String, now: Instant) -> Instant? {
    let text = text.trimmingWhitespace
    if let seconds = Int64(text), seconds >= 0 { return now + .seconds(seconds) }
    guard let match = text.wholeMatch(of: /\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT/),
      let month = months.firstIndex(of: String(match.2))
    else { return nil }
    let number = String(month + 1)
    return Instant(iso8601: "\(match.3)-\(number.count < 2 ? "0" : "")\(number)-\(match.1)T\(match.4)Z")
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
