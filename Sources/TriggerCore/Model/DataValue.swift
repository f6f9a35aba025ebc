/// A value of a trigger's data, as exact as the database or JSON holds it. Texts are equal letter by letter.
public indirect enum DataValue: Sendable {
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

extension DataValue: Hashable {
  public static func == (left: DataValue, right: DataValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.decimal(let left), .decimal(let right)), (.text(let left), .text(let right)): left.isExactly(right)
    case (.instant(let left), .instant(let right)): left == right
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .integer(let value): hasher.combine(value)
    case .decimal(let text), .text(let text): hasher.combine(ExactText(text))
    case .instant(let value): hasher.combine(value)
    case .array(let values): hasher.combine(values)
    case .object(let fields): hasher.combine(fields)
    }
  }
}
