/// The answer to one command.
public enum RedisReply: Equatable, Sendable {
  case string([UInt8])
  /// A short word such as `OK`.
  case status(String)
  case integer(Int64)
  case array([RedisReply])
  case null
  /// The command was refused; the words begin with a code such as `NOSCRIPT`.
  case error(String)

  /// A string or status as text; bytes that are no UTF-8 become U+FFFD.
  public var text: String? {
    switch self {
    case .string(let bytes): String(decoding: bytes, as: UTF8.self)
    case .status(let text): text
    default: nil
    }
  }

  public var integer: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  public var array: [RedisReply]? {
    if case .array(let elements) = self { elements } else { nil }
  }
}
