import BlockingIO
import Synchronization
import TriggerCore

/// A connection that is gentle with a server out of reach: after a failure to connect, calls get that failure at once
/// until it is time to try again.
final class RedisLink: Sendable {
  private struct Outage {
    var failures: Int
    var retry: ContinuousClock.Instant
    var failure: RedisFailure
  }

  private static let shortestPause = Duration.milliseconds(100)
  private static let longestPause = Duration.seconds(3)

  let address: RedisAddress
  private let connection: RedisConnection
  private let limit: Duration
  private let outage = Mutex<Outage?>(nil)

  /// Does not connect.
  /// - Parameters:
  ///   - url: `redis://…` or `unix://…`.
  ///   - limit: for a call, time in line and connecting included.
  init(_ url: String, limit: Duration) throws(StoreError) {
    do {
      address = try RedisAddress(url)
      connection = try RedisConnection(address)
    } catch let error as RedisError {
      throw .refused("\(error)")
    } catch {
      throw .failed("\(error); close what else this user runs, or raise its limits.")
    }
    self.limit = limit
  }

  /// Sends all commands at once and answers with the reply to each, also `error` replies. Nothing is ever repeated.
  func run(_ commands: [RedisCommand]) async throws(RedisFailure) -> [RedisReply] {
    if let outage = outage.withLock({ $0 }), ContinuousClock.now < outage.retry { throw outage.failure }
    do {
      let replies = try await connection.run(commands, deadline: .after(limit))
      outage.withLock { $0 = nil }
      return replies
    } catch {
      let failure = RedisFailure(error, at: address)
      if case RedisError.unreachable = error { note(failure) }
      throw failure
    }
  }

  private func note(_ failure: RedisFailure) {
    outage.withLock { outage in
      let failures = (outage?.failures ?? 0) + 1
      let pause = min(Self.shortestPause * (1 << min(failures - 1, 10)), Self.longestPause)
      outage = Outage(failures: failures, retry: .now + pause, failure: failure)
    }
  }

  /// - Throws: the first refusal among replies.
  func check(_ replies: some Sequence<RedisReply>) throws(StoreError) {
    for case .error(let message) in replies { throw StoreError(refusal: message, at: address) }
  }
}
