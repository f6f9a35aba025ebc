import COpenSSL

/// Proves to a webhook's receiver who sent a body, as GitHub's and Stripe's webhooks do.
enum WebhookSignature {
  /// HMAC-SHA256 of the body, as `sha256=` and 64 hex digits.
  static func header(for body: [UInt8], secret: String) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let key = Array(secret.utf8)
    HMAC(EVP_sha256(), key, Int32(key.count), body, body.count, &digest, &length)
    let hex = digest.prefix(Int(length)).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    return "sha256=" + hex.joined()
  }
}
