import Logging

/// What a handler is given beside the trigger's own data.
public struct ProcessContext: Sendable {
  /// The row, as read under claim and lock.
  public let record: TriggerRecord
  /// Its data, whatever its type; nil where it has none.
  public let data: TriggerData?
  /// Arguments of this run (django-triggers' `dictionary`); empty for runs by a processor.
  public let dictionary: [String: DataValue]
  /// Lines are shown on the dashboard's log and go to the application's own log.
  public let logger: Logger
  /// This run was asked for whatever the trigger's state.
  public let forced: Bool

  public init(
    record: TriggerRecord, data: TriggerData? = nil, dictionary: [String: DataValue] = [:], logger: Logger,
    forced: Bool = false
  ) {
    self.record = record
    self.data = data
    self.dictionary = dictionary
    self.logger = logger
    self.forced = forced
  }

  /// The processor drains or the time limit has passed: come to an end soon.
  public var isCancelled: Bool { Task.isCancelled }
}
