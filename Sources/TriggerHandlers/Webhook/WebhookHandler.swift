import Foundation
import FoundationNetworking
import TriggerCore

/// Runs a trigger by POSTing it, as the JSON that a command gets on its stdin, to an address.
///
/// `WebhookAnswer` says what an answer means. No connection, and no answer within the time limit, are failed tries.
/// `Idempotency-Key` names the trigger, so that the receiver can tell a second delivery (at least once).
public struct WebhookHandler: Handler {
  /// Of an answer's body, this much is kept, in bytes.
  static let longestBody = 64 * 1_024

  private let address: URL
  private let timeLimit: Duration
  private let secret: String?
  private let limits: TryLimits

  /// - Parameters:
  ///   - address: `http:` or `https:`; user and password in it are sent, but never shown.
  ///   - timeLimit: from the first connection attempt to the last byte.
  ///   - secret: signs each delivery (`WebhookSignature`); nil signs nothing.
  ///   - limits: decide the state that the JSON names.
  /// - Throws: `InvalidInput` where the address is none, or the secret is empty.
  public init(
    address: String, timeLimit: Duration = .seconds(30), secret: String? = nil, limits: TryLimits = TryLimits()
  ) throws {
    guard let url = URL(string: address), let scheme = url.scheme?.lowercased(), url.host?.isEmpty == false else {
      throw InvalidInput("The webhook's address is no URL; write it as https://host/path.")
    }
    guard scheme == "http" || scheme == "https" else {
      throw InvalidInput("A webhook can't be reached by \(scheme): only http: and https: addresses work.")
    }
    if let port = url.port, !(1...65_535).contains(port) {
      throw InvalidInput("The webhook's address has the port \(port); give one from 1 to 65535.")
    }
    guard secret?.isEmpty != true else {
      throw InvalidInput("The webhook's secret is empty, which proves nothing; give one, or none at all.")
    }
    self.address = url
    self.timeLimit = timeLimit
    self.secret = secret
    self.limits = limits
  }

  public func run(_ context: ProcessContext) async throws -> TriggerResult? {
    let answer = try await WebhookExchange(to: address, timeLimit: timeLimit).send(request(for: context))
    return try answer.result(now: context.now)
  }

  private func request(for context: ProcessContext) -> URLRequest {
    let record = context.record
    let body = Array(
      TriggerJSON(record, state: record.state(limits: limits, now: context.now), data: context.data).line.utf8)
    var request = URLRequest(url: address)
    request.httpMethod = "POST"
    request.httpBody = Data(body)
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue("triggertop", forHTTPHeaderField: "User-Agent")
    let key = "\(record.id)-\(record.received.microseconds)"
    request.setValue(key, forHTTPHeaderField: "Idempotency-Key")
    if let secret {
      for (name, value) in WebhookSignature.headers(for: body, key: key, at: .now, secret: secret) {
        request.setValue(value, forHTTPHeaderField: name)
      }
    }
    return request
  }
}
