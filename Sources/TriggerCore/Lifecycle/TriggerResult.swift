/// What a handler may give back; a result logger writes it down.
public enum TriggerResult: Hashable, Sendable {
  case text(String)
  /// Written as one row, one item a line, by the serialising database logger; else as JSON.
  case list([String])
}

extension TriggerResult: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  public init(stringLiteral text: String) { self = .text(text) }
}

extension TriggerResult: ExpressibleByArrayLiteral {
  public init(arrayLiteral items: String...) { self = .list(items) }
}
