/// A processor as it announces itself with each heartbeat.
public struct ProcessorRecord: Hashable, Sendable, Identifiable {
  public enum State: String, Sendable { case running, paused, draining }

  /// Made once a process; never used again.
  public var id: String
  public var host: String
  public var pid: Int32
  public var since: Instant
  /// The types it has handlers for.
  public var types: [String]
  public var concurrency: Int
  public var state: State
  /// Its last heartbeat by the database's clock.
  public var seen: Instant
  /// Claims it holds; filled in by reading.
  public var inFlight: Int

  public init(
    id: String, host: String, pid: Int32, since: Instant, types: [String], concurrency: Int, state: State,
    seen: Instant, inFlight: Int = 0
  ) {
    self.id = id
    self.host = host
    self.pid = pid
    self.since = since
    self.types = types
    self.concurrency = concurrency
    self.state = state
    self.seen = seen
    self.inFlight = inFlight
  }

  /// One that was not heard of for longer is taken for dead. Claims of work go by their leases, not by this.
  public static let silence = Duration.minutes(1)

  /// - Parameter now: the database's clock.
  package func isAlive(at now: Instant) -> Bool { now.since(seen) < Self.silence }

  /// `host:pid`, as attempts and claims name it.
  public var name: String { "\(host):\(pid)" }
}
