/// Whether a key would do something now.
enum Availability: Hashable, Sendable {
  case available
  /// It means nothing here.
  case hidden
  /// It is not shown either, but whoever presses it is told why, in a sentence.
  case refused(String)
}
