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
  /// The version of the side tables that it knows; nil for one from before version 2.
  public var version: Int?
  /// Whose locks it takes: `host:port/database prefix`; nil where it trusts claims alone.
  public var redis: String?
  /// When the handlers began that have run for more than a second.
  public var running: [TriggerID: Instant]

  public init(
    id: String, host: String, pid: Int32, since: Instant, types: [String], concurrency: Int, state: State,
    seen: Instant, inFlight: Int = 0, version: Int? = StoreFacts.workingVersion, redis: String? = nil,
    running: [TriggerID: Instant] = [:]
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
    self.version = version
    self.redis = redis
    self.running = running
  }

  /// One that was not heard of for longer is taken for dead. Claims of work go by their leases, not by this.
  public static let silence = Duration.minutes(1)

  /// - Parameter now: the database's clock.
  package func isAlive(at now: Instant) -> Bool { now.since(seen) < Self.silence }

  /// `host:pid`, as attempts and claims name it.
  public var name: String { "\(host):\(pid)" }

  /// `running` as the registration keeps it: an object of times by id.
  package var runningJSON: String {
    DataValue.object(
      running.sorted { $0.key < $1.key }.map { TriggerData.Field(String($0.key), .text($0.value.iso8601)) }
    ).json
  }

  /// Reads that; empty where it is nothing of the kind.
  package static func running(json: String?) -> [TriggerID: Instant] {
    guard case .object(let fields)? = json.flatMap(DataValue.init(json:)) else { return [:] }
    var running: [TriggerID: Instant] = [:]
    for field in fields {
      guard let id = TriggerID(field.name), case .text(let text) = field.value else { continue }
      running[id] = Instant(iso8601: text)
    }
    return running
  }
}
