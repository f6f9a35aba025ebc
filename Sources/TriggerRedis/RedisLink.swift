import BlockingIO
import TriggerCore

/// Redis as locks and brokers call it: each call has the same limit, and its errors are the store's.
struct RedisLink {
  private let connection: RedisConnection
  private let limit: Duration

  /// Does not connect.
  /// - Parameters:
  ///   - url: `redis://…` or `unix://…`.
  ///   - limit: for a call, time in line and connecting included.
  init(_ url: String, limit: Duration) throws(StoreError) {
    do {
      connection = try RedisConnection(RedisAddress(url))
    } catch let error as RedisError {
      throw .refused("\(error)")
    } catch {
      throw .failed("\(error); close what else this user runs, or raise its limits.")
    }
    self.limit = limit
  }

  var address: RedisAddress { connection.address }

  /// Sends all commands at once and answers with the reply to each, also `error` replies. Nothing is ever repeated.
  func run(_ commands: [RedisCommand]) async throws(RedisFailure) -> [RedisReply] {
    do {
      return try await connection.run(commands, deadline: .after(limit))
    } catch {
      throw RedisFailure(error, at: address)
    }
  }

  /// - Throws: the first refusal among replies.
  func check(_ replies: some Sequence<RedisReply>) throws(StoreError) {
    for case .error(let message) in replies { throw StoreError(refusal: message, at: address) }
  }
}
