/// A trigger's own data, whatever its type: a row of its own table, or its JSON payload.
public struct TriggerData: Hashable, Sendable {
  public struct Field: Hashable, Sendable {
    public let name: String
    public let value: DataValue

    public init(_ name: String, _ value: DataValue) {
      self.name = name
      self.value = value
    }
  }

  /// In the order of the table's columns, `trigger_ptr_id` left out.
  public var fields: [Field]

  public init(fields: [Field] = []) { self.fields = fields }

  public subscript(name: String) -> DataValue? { fields.first { $0.name == name }?.value }
}
