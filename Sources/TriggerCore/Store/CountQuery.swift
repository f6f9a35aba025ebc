/// What the tiles ask for.
public struct CountQuery: Hashable, Sendable {
  public var limits: TryLimits
  /// Given up within this time before now.
  public var failedWindow: Duration
  /// Succeeded within this time before now.
  public var doneWindow: Duration
  /// How long the database may go on counting where more rows wait, or were processed within the windows, than a
  /// bounded pass looks at. Zero leaves it at that pass.
  public var exactWithin: Duration

  public init(
    limits: TryLimits = TryLimits(), failedWindow: Duration = .hours(24), doneWindow: Duration = .hours(1),
    exactWithin: Duration = .zero
  ) {
    self.limits = limits
    self.failedWindow = failedWindow
    self.doneWindow = doneWindow
    self.exactWithin = exactWithin
  }
}
