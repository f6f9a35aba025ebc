/// When a failing trigger is warned about and when it is given up. Defaults are django-triggers'.
public struct TryLimits: Hashable, Sendable {
  /// Warned once tries exceed this (DJTRIGGERS_TRIES_BEFORE_WARNING).
  public var warning: Int
  /// Given up once tries reach this (DJTRIGGERS_TRIES_BEFORE_ERROR).
  public var error: Int

  public init(warning: Int = 3, error: Int = 5) {
    self.warning = warning
    self.error = error
  }
}
