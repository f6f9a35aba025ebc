import Foundation
import TriggerRedis

/// What of a setting's text may be shown.
///
/// An address is shown as whoever connects to it has read it, not as it is written: what can't be read may hold a
/// password anywhere, and is not shown at all.
enum Secrecy: Sendable {
  case open
  /// Of a queue's address, all but passwords.
  case queue
  /// Of a Redis URL, all but its password.
  case redis
  /// Of a webhook's address, scheme, host and port: paths and queries are often tokens.
  case webhook
  case secret

  static let mask = "***"

  func shown(_ text: String) -> String {
    switch self {
    case .open: text
    case .queue: (try? QueueAddress(text))?.withoutSecrets ?? Self.mask
    case .redis: (try? RedisAddress(text))?.description ?? Self.mask
    case .webhook: Self.webhook(text)
    case .secret: Self.mask
    }
  }

  private static func webhook(_ text: String) -> String {
    guard let url = URL(string: text), let scheme = url.scheme, let host = url.host else { return mask }
    let port = url.port.map { ":\($0)" } ?? ""
    let hasMore = url.path.count > 1 || url.query != nil || url.fragment != nil
    return "\(scheme)://\(host.contains(":") ? "[\(host)]" : host)\(port)/\(hasMore ? mask : "")"
  }
}
