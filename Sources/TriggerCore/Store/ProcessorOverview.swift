import Glibc

/// Who works on the queue.
public struct ProcessorOverview: Hashable, Sendable {
  /// Newest heartbeat first; dead ones stay listed for a day.
  public var processors: [ProcessorRecord]
  /// At most 1,000, oldest first.
  public var claims: [ClaimedTrigger]
  public var at: Instant

  public init(processors: [ProcessorRecord], claims: [ClaimedTrigger], at: Instant) {
    self.processors = processors
    self.claims = claims
    self.at = at
  }

  /// Claims whose lease has run out: their processor is gone, and a living one will take them over.
  public var orphaned: [ClaimedTrigger] { claims.filter { $0.mark.leaseUntil <= at && $0.mark.kind == .work } }
}

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

/// A claim as the Processors screen shows it.
public struct ClaimedTrigger: Hashable, Sendable {
  public var id: TriggerID
  public var type: String
  public var processorID: String?
  public var mark: RunningMark

  public init(id: TriggerID, type: String, processorID: String?, mark: RunningMark) {
    self.id = id
    self.type = type
    self.processorID = processorID
    self.mark = mark
  }
}

/// Somebody holds a claim on a trigger.
public struct RunningMark: Hashable, Sendable {
  public var kind: Claim.Kind
  /// `host:pid` of the claiming processor, nil where it is not registered any more.
  public var processor: String?
  /// When the handler began, nil while it waits for its turn.
  public var started: Instant?
  public var leaseUntil: Instant

  public init(kind: Claim.Kind, processor: String?, started: Instant?, leaseUntil: Instant) {
    self.kind = kind
    self.processor = processor
    self.started = started
    self.leaseUntil = leaseUntil
  }

  /// A lease in force. An expired claim no longer keeps anybody out.
  public func isHeld(at now: Instant) -> Bool { kind != .hold && leaseUntil > now }
}

/// Where this process runs, as attempts and registrations name it.
package enum ProcessorName {
  /// The machine's name, without asking any server for it.
  package static let host: String = {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }()

  package static var pid: Int32 { getpid() }
  /// `host:pid`.
  static var text: String { "\(host):\(pid)" }
}
