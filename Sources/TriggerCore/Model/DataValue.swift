/// A value of a trigger's data, as exact as the database or JSON holds it.
public indirect enum DataValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// A number that no `Int64` holds, in its own digits: decimals and floats lose nothing.
  case decimal(String)
  case text(String)
  case instant(Instant)
  case array([DataValue])
  case object([TriggerData.Field])
}
