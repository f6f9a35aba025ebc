import BlockingIO

/// One open connection, used by one thread at a time, every wait bounded.
package final class RedisSession: PeerSession {
  private let context: HiredisContext
  private let wake: Wake
  package private(set) var isUsable = true

  /// - Parameter wake: ends a wait; if the current task is cancelled then, the call is given up.
  init(_ context: HiredisContext, wake: Wake) {
    self.context = context
    self.wake = wake
  }

  package func isStillOpen() throws -> Bool {
    while try Readiness.wait(on: context.descriptor, for: .reading, until: .after(.zero)) != .timedOut {
      guard context.receive() else { return false }
    }
    return isUsable
  }

  /// Logs in and chooses the database, in one round trip.
  func begin(at address: RedisAddress, until deadline: Deadline) throws {
    var commands: [RedisCommand] = []
    if let password = address.password {
      commands.append(RedisCommand(["AUTH"] + (address.user.map { [$0] } ?? []) + [password]))
    }
    // PING finds out whether a login is missing.
    commands.append(address.database == 0 ? ["PING"] : ["SELECT", "\(address.database)"])
    for case .error(let message) in try run(commands, until: deadline) {
      switch message.prefix(while: { $0 != " " }) {
      case "NOAUTH":
        throw RedisError.authentication(
          "Redis at \(address) asks for a password: give it in the URL, as redis://:password@host.")
      case "WRONGPASS":
        throw RedisError.authentication("Redis at \(address) refuses the login: wrong user name or password.")
      case "NOPERM" where address.database == 0:
        continue
      case "ERR" where address.password != nil && message.contains("AUTH"):
        throw RedisError.authentication(
          "Redis at \(address) asks for no password, but the URL names one: take it out, or set one there.")
      case "ERR" where address.database != 0 && message.contains("DB index"):
        throw RedisError.unreachable(
          "Redis at \(address) has no database \(address.database): name a smaller number in the URL.")
      default:
        throw RedisError.unreachable("Redis at \(address) cannot be used: \(message).")
      }
    }
  }

  /// Sends all commands at once, and waits for the reply to each.
  func run(_ commands: [RedisCommand], until deadline: Deadline) throws -> [RedisReply] {
    try Task.checkCancellation()
    if deadline.hasPassed { throw RedisError.timedOut(after: deadline.limit) }
    var unsent = commands.flatMap(\.encoded)[...]
    var replies: [RedisReply] = []
    replies.reserveCapacity(commands.count)
    // Until all has arrived, the connection is in no state for another call.
    isUsable = false
    while replies.count < commands.count {
      // Reads between writes: the server may wait for that before it takes more.
      let events = try wait(for: unsent.isEmpty ? .reading : [.reading, .writing], until: deadline)
      if events.contains(.writing) {
        guard let count = context.send(unsent) else { throw ended }
        unsent = unsent.dropFirst(count)
      }
      if events != .writing {
        guard context.receive() else { throw ended }
        while replies.count < commands.count, let reply = try context.nextReply() { replies.append(reply) }
      }
    }
    isUsable = true
    return replies
  }

  private func wait(for interest: Readiness.Interest, until deadline: Deadline) throws -> Readiness.Interest {
    while true {
      switch try Readiness.wait(on: context.descriptor, for: interest, until: deadline, wake: wake) {
      case .ready(let events): return events
      case .woken: try Task.checkCancellation()
      case .timedOut: throw RedisError.timedOut(after: deadline.limit)
      }
    }
  }

  private var ended: RedisError {
    let message = context.lastMessage
    return .closed("The connection to Redis ended: \(message.isEmpty ? "the server hung up" : message).")
  }
}
