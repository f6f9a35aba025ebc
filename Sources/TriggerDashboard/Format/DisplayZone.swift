import TriggerCore

/// The zone in which local times are written: that of `TZ`, or UTC in tests.
struct DisplayZone: Hashable, Sendable {
  static let utc = DisplayZone()
  /// That of this process's environment.
  static let local = DisplayZone()
}
