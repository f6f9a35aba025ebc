/// What a handler may give back; a result logger writes it down.
public enum TriggerResult: Hashable, Sendable {
  case text(String)
  /// Written as one row, one item a line, by the serialising database logger; else as JSON.
  case list([String])
  /// Written as one row, `name: value` a line, by the serialising database logger; else as JSON. In the order given.
  case fields([TriggerData.Field])

  /// On one row: text as it is, the others as JSON.
  public var text: String {
    switch self {
    case .text(let text): text
    case .list(let items): DataValue.array(items.map(DataValue.text)).json
    case .fields(let fields): DataValue.object(fields).json
    }
  }
}

extension TriggerResult: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  public init(stringLiteral text: String) { self = .text(text) }
}

extension TriggerResult: ExpressibleByArrayLiteral {
  public init(arrayLiteral items: String...) { self = .list(items) }
}

extension TriggerResult: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral fields: (String, DataValue)...) {
    self = .fields(fields.map { TriggerData.Field($0.0, $0.1) })
  }
}
