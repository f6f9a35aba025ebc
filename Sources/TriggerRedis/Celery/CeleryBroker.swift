import TriggerCore

/// A Redis broker from which Celery workers take their tasks. It asks; whether and when a worker does as asked, only
/// the rows tell.
public final class CeleryBroker: Sendable {
  /// The list, which is also the routing key.
  public let queue: String
  private let link: RedisLink
  private let maxRetries: Int

  /// Does not connect.
  ///
  /// - Parameters:
  ///   - address: as in Celery's `broker_url`: `redis://…` or `unix://…`.
  ///   - queue: Celery's `task_default_queue`.
  ///   - maxRetries: DJTRIGGERS_CELERY_TASK_MAX_RETRIES.
  ///   - limit: for a call, connecting included.
  /// - Throws: `StoreError.refused` for an address that can't be used; no password is repeated.
  public init(
    address: String, queue: String = "celery", maxRetries: Int = 0, limit: Duration = .seconds(5)
  ) throws(StoreError) {
    link = try RedisLink(address, limit: limit)
    self.queue = queue
    self.maxRetries = maxRetries
  }

  /// Where the broker is, without any secret.
  public var address: String { link.address.description }

  /// Asks for one task: a round over all that is due, a cleaning, or one trigger, whatever it is at.
  public func ask(_ task: CeleryTask) async throws {
    do throws(RedisFailure) {
      try await send([task])
    } catch {
      throw error.reason
    }
  }

  /// All or none, in one round trip; workers take the first one first.
  func send(_ tasks: [CeleryTask]) async throws(RedisFailure) {
    if tasks.isEmpty { return }
    let origin = "\(ProcessorName.pid)@\(ProcessorName.host)"
    let documents = tasks.map { task in
      CeleryMessage(task: task, queue: queue, maxRetries: maxRetries, origin: origin).document()
    }
    let replies = try await link.run([bind, RedisCommand(["LPUSH", queue] + documents)])
    try check(replies)
  }

  /// How many messages wait for a worker, whoever sent them.
  /// - Throws: `StoreError`.
  public func backlog() async throws -> Int {
    do throws(RedisFailure) {
      let replies = try await link.run([["LLEN", queue]])
      try check(replies)
      return Int(replies[0].integer ?? 0)
    } catch {
      throw error.reason
    }
  }

  /// As kombu declares a queue. With each batch: it costs nothing, and a broker that was emptied has it again.
  private var bind: RedisCommand {
    let separator = "\u{6}\u{16}"
    return ["SADD", "_kombu.binding.\(queue)", "\(queue)\(separator)\(separator)\(queue)"]
  }

  private func check(_ replies: [RedisReply]) throws(RedisFailure) {
    do {
      try link.check(replies)
    } catch {
      throw RedisFailure(reason: error, isOutcomeUnknown: false)
    }
  }
}
