/// The time that a statement goes by: its parameter, or where that is null the database's clock as it began.
///
/// Not `clock_timestamp()`: the planner can estimate with a value that stays the same throughout the statement, and
/// look it up in an index.
enum SQLClock {
  static func now(_ place: String) -> String { "coalesce(\(place)::timestamptz, statement_timestamp())" }
}
