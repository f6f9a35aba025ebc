import BlockingIO

/// A connection to Redis that blocks nobody. What a call that is given up had sent may still take effect.
package typealias RedisConnection = Link<RedisAddress>

extension RedisConnection {
  /// Does not connect. Throws `SystemCallError` when the process has no file descriptors left.
  package init(_ address: RedisAddress) throws {
    try self.init(to: address, label: "triggertop.redis")
  }

  package nonisolated var address: RedisAddress { peer }

  /// Sends all commands at once and returns the reply to each, also `error` replies.
  package func run(_ commands: [RedisCommand], deadline: Deadline) async throws -> [RedisReply] {
    try await withSession(until: deadline) { try $0.run(commands, until: deadline) }
  }

  /// Runs one command; throws `RedisError.server` where Redis refuses it.
  @discardableResult
  package func run(_ command: RedisCommand, deadline: Deadline) async throws -> RedisReply {
    let reply = try await run([command], deadline: deadline)[0]
    if case .error(let message) = reply { throw RedisError.server(message) }
    return reply
  }
}

extension RedisAddress: Peer {
  package func open(until deadline: Deadline, wake: Wake) throws -> RedisSession {
    let session = RedisSession(try HiredisContext.open(self, until: deadline, wake: wake), wake: wake)
    try session.begin(at: self, until: deadline)
    return session
  }

  package func isOutage(_ error: any Error) -> Bool {
    if case RedisError.unreachable = error { true } else { false }
  }
}
