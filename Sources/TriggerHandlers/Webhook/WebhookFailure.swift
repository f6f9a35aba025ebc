import Foundation
import FoundationNetworking
import TriggerCore

/// Why a webhook's receiver gave no answer, for the attempt: a pure table.
///
/// Names host and port, and those of the proxy between, never the whole address: it may hold a password, or a path that is one. libcurl's own words
/// come last, since the codes in front of them are few (a broken certificate has that of "unknown").
struct WebhookFailure: Hashable {
  /// `hooks.example.com:443`, or `hooks.example.com:443 (through the proxy 10.0.0.1:3128)`.
  var receiver: String
  var timeLimit: Duration

  /// - Parameter environment: where libcurl finds its proxies.
  init(
    address: URL, timeLimit: Duration, environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    let receiver = address.hostAndPort(else: address.scheme?.lowercased() == "https" ? 443 : 80)
    let proxy = WebhookProxy.proxy(of: address, environment)
    self.receiver = proxy.map { "\(receiver) (through the proxy \($0))" } ?? receiver
    self.timeLimit = timeLimit
  }

  /// - Parameter words: libcurl's, such as "Empty reply from server".
  func error(_ code: URLError.Code, _ words: String) -> AttemptError {
    // Without the time that it took: what fails for one reason is counted as one error.
    let words = words.trimmingWhitespace.replacing(/\ after \d+ ms/, with: "")
    let reason = words.isEmpty ? "" : ": \(words)"
    return switch code {
    case .timedOut: AttemptError(type: "Timeout", message: "\(receiver) did not answer within \(timeLimit).")
    case .cannotFindHost, .dnsLookupFailed:
      AttemptError(type: "NoConnection", message: "The host of \(receiver) is not found by its name\(reason).")
    case .cannotConnectToHost:
      AttemptError(type: "NoConnection", message: "\(receiver) refuses the connection, or is out of reach\(reason).")
    case _ where words.contains(/(?i)ssl|tls|certificate/):
      AttemptError(type: "NoConnection", message: "TLS with \(receiver) failed\(reason).")
    case .unsupportedURL where words.contains("HTTP/"):
      AttemptError(type: "NoAnswer", message: "What \(receiver) answered is no HTTP\(reason).")
    case .badServerResponse, .networkConnectionLost:
      AttemptError(
        type: "NoAnswer", message: "\(receiver) closed the connection before its answer was complete\(reason).")
    default: AttemptError(type: "NoAnswer", message: "The exchange with \(receiver) failed\(reason).")
    }
  }
}
