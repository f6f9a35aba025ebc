import COpenSSL
import TriggerCore

/// Proves to a webhook's receiver who sent a delivery, as GitHub's and Stripe's webhooks do.
enum WebhookSignature {
  /// By name: a signature of the body alone, and one that covers when it was sent and what it is a delivery of, so that
  /// what somebody has recorded can't be sent again.
  ///
  /// - Parameters:
  ///   - key: the delivery's `Idempotency-Key`.
  ///   - now: this machine's clock.
  static func headers(for body: [UInt8], key: String, at now: Instant, secret: String) -> [String: String] {
    let time = "\(now.secondsSince1970)"
    return [
      "X-Triggertop-Signature": signature(of: body, secret: secret),
      "X-Triggertop-Time": time,
      "X-Triggertop-Signature-2": signature(of: Array("\(time).\(key).".utf8) + body, secret: secret),
    ]
  }

  /// HMAC-SHA256, as `sha256=` and 64 hex digits.
  static func signature(of bytes: [UInt8], secret: String) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let key = Array(secret.utf8)
    HMAC(EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &digest, &length)
    let hex = digest.prefix(Int(length)).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    return "sha256=" + hex.joined()
  }
}
