/// What the tiles ask for.
public struct CountQuery: Hashable, Sendable {
  public var limits: TryLimits
  /// Given up within this time before now.
  public var failedWindow: Duration
  /// Succeeded within this time before now.
  public var doneWindow: Duration

  public init(limits: TryLimits = TryLimits(), failedWindow: Duration = .hours(24), doneWindow: Duration = .hours(1)) {
    self.limits = limits
    self.failedWindow = failedWindow
    self.doneWindow = doneWindow
  }
}
