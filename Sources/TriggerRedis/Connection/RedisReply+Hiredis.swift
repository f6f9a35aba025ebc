import CHiredis

extension RedisReply {
  /// Copies what hiredis parsed.
  init(_ reply: redisReply) {
    let bytes = UnsafeRawBufferPointer(start: reply.str, count: Int(reply.len))
    switch reply.type {
    case REDIS_REPLY_STRING: self = .string(Array(bytes))
    case REDIS_REPLY_STATUS: self = .status(String(decoding: bytes, as: UTF8.self))
    case REDIS_REPLY_ERROR: self = .error(String(decoding: bytes, as: UTF8.self))
    case REDIS_REPLY_INTEGER: self = .integer(reply.integer)
    case REDIS_REPLY_ARRAY:
      let elements = UnsafeBufferPointer(start: reply.element, count: Int(reply.elements))
      self = .array(elements.map { $0.map { RedisReply($0.pointee) } ?? .null })
    default: self = .null
    }
  }
}
