/// Whether a trigger may run now.
public enum Admission: Hashable, Sendable {
  case run
  case alreadyProcessed
  /// Not due before this time.
  case later(Instant)
}
