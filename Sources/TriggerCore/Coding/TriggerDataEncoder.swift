/// Turns a trigger's stored properties into fields for its table or payload, named as columns.
enum TriggerDataEncoder {
  /// - Returns: in the order of the properties; an optional that is nil is left out.
  /// - Throws: `InvalidInput` for a value that no column could hold, or whatever the type's `encode(to:)` throws.
  static func encode(_ trigger: some Encodable) throws -> TriggerData {
    let node = DataValueEncoder(codingPath: [], isRow: true)
    do {
      try trigger.encode(to: node)
    } catch EncodingError.invalidValue(let value, let context) {
      let field = context.codingPath.map { ColumnName.column(forProperty: $0.stringValue) }.joined(separator: ".")
      throw InvalidInput("The field \(field) can't be stored: \(value) has no place in a database or in JSON.")
    }
    guard case .object(let fields) = node.value else { return TriggerData() }
    return TriggerData(fields: fields)
  }
}
