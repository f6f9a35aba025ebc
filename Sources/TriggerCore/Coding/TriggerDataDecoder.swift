/// Makes a trigger's Swift value from its data, whether that came from a table's columns or from JSON.
///
/// Properties are found by their own name or by their column's (`recipientID` in `recipient_id`); what is nested
/// keeps its names. A text is read as JSON where a nested value is wanted, as JSON columns come.
enum TriggerDataDecoder {
  /// - Throws: `InvalidInput` that names the field, or whatever the type's own `init(from:)` throws.
  static func decode<Value: Decodable>(_ type: Value.Type, from data: TriggerData?) throws -> Value {
    do {
      return try Value(from: DataValueDecoder(value: .object(data?.fields ?? []), codingPath: [], isRow: true))
    } catch let error as DecodingError {
      throw InvalidInput("The data is no \(type): \(error.sentence)")
    }
  }
}

extension DecodingError {
  fileprivate var sentence: String {
    switch self {
    case .keyNotFound(let key, _): "it has no field \(ColumnName.column(forProperty: key.stringValue))."
    case .valueNotFound(_, let context): "\(context.field) is null."
    case .typeMismatch(let type, let context): "\(context.field) is no \(type)."
    case .dataCorrupted(let context): "\(context.field): \(context.debugDescription)."
    @unknown default: "\(self)"
    }
  }
}

extension DecodingError.Context {
  fileprivate var field: String {
    codingPath.isEmpty ? "it" : codingPath.map { ColumnName.column(forProperty: $0.stringValue) }.joined(separator: ".")
  }
}
