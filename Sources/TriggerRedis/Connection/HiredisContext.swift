import BlockingIO
import CHiredis
import Glibc

/// Owns one hiredis connection and closes it at the end of its life.
final class HiredisContext: @unchecked Sendable {  // handed from the thread that opens it to one session; never shared
  private let context: UnsafeMutablePointer<redisContext>

  private init(_ context: UnsafeMutablePointer<redisContext>) {
    self.context = context
  }

  deinit {
    redisFree(context)
  }

  var descriptor: Int32 { context.pointee.fd }

  /// Blocks the calling thread until connected, at most until the deadline or the wake by which a task is cancelled.
  ///
  /// On a thread of its own, since hiredis resolves host names with the blocking `getaddrinfo`.
  static func open(_ address: RedisAddress, until deadline: Deadline, wake: Wake) throws -> HiredisContext {
    let context = try AbandonableCall.run(until: deadline, wake: wake) { try connect(address, until: deadline) }
    guard let context else {
      throw RedisError.unreachable("Redis at \(address) did not answer within \(deadline.limit).")
    }
    return context
  }

  private static func connect(_ address: RedisAddress, until deadline: Deadline) throws -> HiredisContext {
    let milliseconds = max(1, min(deadline.remainingMilliseconds, Int64(Int32.max)))
    let limit = timeval(tv_sec: Int(milliseconds / 1000), tv_usec: Int(milliseconds % 1000) * 1000)
    let opened =
      switch address.endpoint {
      case .tcp(let host, let port): redisConnectWithTimeout(host, port, limit)
      case .unix(let path): redisConnectUnixWithTimeout(path, limit)
      }
    guard let opened else { throw RedisError.unreachable("No memory for a connection to \(address).") }
    let context = HiredisContext(opened)
    guard opened.pointee.err == 0 else {
      throw RedisError.unreachable("Redis at \(address) cannot be reached: \(context.lastMessage).")
    }
    // Hiredis opened it for blocking use and without closing it in started commands.
    opened.pointee.flags &= ~REDIS_BLOCK
    _ = fcntl(opened.pointee.fd, F_SETFL, fcntl(opened.pointee.fd, F_GETFL) | O_NONBLOCK)
    _ = fcntl(opened.pointee.fd, F_SETFD, FD_CLOEXEC)
    return context
  }

  /// Sends what the socket takes at once, past hiredis, whose `write` would raise SIGPIPE; nil where the connection ended.
  func send(_ bytes: ArraySlice<UInt8>) -> Int? {
    let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    if count >= 0 { return count }
    return errno == EAGAIN || errno == EINTR ? 0 : nil
  }

  /// Reads what has come; false where the connection ended.
  func receive() -> Bool {
    redisBufferRead(context) == REDIS_OK
  }

  /// The next complete reply of what was read, or nil where it is still to come.
  func nextReply() throws -> RedisReply? {
    var reply: UnsafeMutableRawPointer?
    guard redisGetReplyFromReader(context, &reply) == REDIS_OK else {
      throw RedisError.closed("The connection to Redis ended: \(lastMessage).")
    }
    guard let reply else { return nil }
    defer { freeReplyObject(reply) }
    return RedisReply(reply.assumingMemoryBound(to: redisReply.self).pointee)
  }

  var lastMessage: String {
    withUnsafeBytes(of: context.pointee.errstr) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
