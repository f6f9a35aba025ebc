/// A trigger's own data, whatever its type: a row of its own table, or its JSON payload.
public struct TriggerData: Hashable, Sendable {
  public struct Field: Hashable, Sendable {
    public let name: String
    public let value: DataValue

    public init(_ name: String, _ value: DataValue) {
      self.name = name
      self.value = value
    }

    public static func == (left: Field, right: Field) -> Bool {
      left.name.isExactly(right.name) && left.value == right.value
    }

    public func hash(into hasher: inout Hasher) {
      hasher.combine(ExactText(name))
      hasher.combine(value)
    }
  }

  /// In the order of the table's columns, `trigger_ptr_id` left out.
  public var fields: [Field]

  public init(fields: [Field] = []) { self.fields = fields }

  public subscript(name: String) -> DataValue? { fields.first { $0.name.isExactly(name) }?.value }
}

extension TriggerData {
  /// With these values for its fields, and new ones behind them.
  package func changed(by changes: [Field]) -> TriggerData {
    let kept = fields.map { field in changes.first { $0.name.isExactly(field.name) } ?? field }
    return TriggerData(fields: kept + changes.filter { self[$0.name] == nil })
  }

  /// As the journal of operations holds data before and after an edit.
  package var journal: String { DataValue.object([.init("data", .object(fields))]).json }

  /// Nil for the journal of another operation.
  package init?(journal text: String) {
    guard case .object(let fields)? = TriggerData(json: text)?["data"] else { return nil }
    self.init(fields: fields)
  }
}
