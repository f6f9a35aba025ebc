import Logging

/// What runs triggers of one type: Swift code, a command, a webhook.
public protocol Handler: Sendable {
  /// - Throws: `ProcessLater`, or anything else for a failed try.
  func run(_ context: ProcessContext) async throws -> TriggerResult?
}

/// What a handler is given beside the trigger's own data.
public struct ProcessContext: Sendable {
  /// The row, as read under claim and lock.
  public let record: TriggerRecord
  /// Its data, whatever its type; nil where it has none.
  public let data: TriggerData?
  /// Arguments of this run (django-triggers' `dictionary`); empty for runs by a processor.
  public let dictionary: [String: DataValue]
  /// Lines are shown on the dashboard's log and go to the application's own log.
  public var logger: Logger { makeLogger() }
  /// This run was asked for whatever the trigger's state.
  public let forced: Bool
  private let makeLogger: @Sendable () -> Logger
  private let clock: @Sendable () -> Instant

  /// - Parameter clock: the database's, carried on by this machine's; this machine's own where none is given.
  public init(
    record: TriggerRecord, data: TriggerData? = nil, dictionary: [String: DataValue] = [:], logger: Logger,
    forced: Bool = false, clock: @escaping @Sendable () -> Instant = { .now }
  ) {
    self.init(
      record: record, data: data, dictionary: dictionary, forced: forced, logger: { logger }, clock: clock)
  }

  /// - Parameter logger: made when it is asked for: most handlers log nothing.
  init(
    record: TriggerRecord, data: TriggerData?, dictionary: [String: DataValue], forced: Bool,
    logger: @escaping @Sendable () -> Logger, clock: @escaping @Sendable () -> Instant
  ) {
    self.record = record
    self.data = data
    self.dictionary = dictionary
    self.forced = forced
    makeLogger = logger
    self.clock = clock
  }

  /// The database's clock, by which triggers fall due: what a handler puts off is reckoned from this. This machine's may
  /// be hours off.
  public var now: Instant { clock() }

  /// The processor drains or the time limit has passed: come to an end soon.
  public var isCancelled: Bool { Task.isCancelled }
}

/// Thrown by a handler that wants to run at another time. No try is counted.
///
///     throw ProcessLater(at: context.now + .minutes(30))
public struct ProcessLater: Error, Hashable, Sendable {
  public var time: Instant

  public init(at time: Instant) { self.time = time }
}
