/// A `timestamptz` exactly as the server holds it.
public struct PostgresTimestamp: Hashable, Comparable, Sendable {
  /// Microseconds since 2000-01-01 00:00 UTC; the extremes of the type are ±infinity.
  public var microseconds: Int64

  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  public static let infinity = PostgresTimestamp(microseconds: .max)
  public static let minusInfinity = PostgresTimestamp(microseconds: .min)

  public static func < (left: Self, right: Self) -> Bool {
    left.microseconds < right.microseconds
  }
}
