import Logging

/// Something a processor did or met, for the log on screen.
public struct ProcessorEvent: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case started, sent, succeeded, later, failed, gaveUp, skipped, stale, rescued, handlerLine, state, trouble
  }

  public var at: Instant
  public var kind: Kind
  public var level: Logger.Level
  /// One or more lines; not yet safe for a terminal.
  public var text: String
  public var trigger: TriggerID?
  public var type: String?

  /// Its text says whose event it is; a handler's own lines don't.
  package var namesItsTrigger: Bool { trigger != nil && kind != .handlerLine }

  public init(
    at: Instant, kind: Kind, level: Logger.Level = .info, text: String, trigger: TriggerID? = nil, type: String? = nil
  ) {
    self.at = at
    self.kind = kind
    self.level = level
    self.text = text
    self.trigger = trigger
    self.type = type
  }
}
