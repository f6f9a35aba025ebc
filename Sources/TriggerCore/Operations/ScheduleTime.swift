/// When a trigger is to run instead.
public enum ScheduleTime: Hashable, Sendable {
  case at(Instant)
  /// After the database's now.
  case fromNow(Duration)
  /// After the row's own time (`process_after`, or the database's now where it has none).
  case fromDue(Duration)
  /// No time: due at once.
  case clear
}
