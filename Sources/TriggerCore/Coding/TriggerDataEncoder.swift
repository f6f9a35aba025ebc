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

/// Encodes one value; containers write into it by reference, as Swift's encoders must.
final class DataValueEncoder: Encoder {
  private enum Content {
    case single(DataValue)
    case array
    case object
  }

  let codingPath: [any CodingKey]
  /// Keys name columns.
  private let isRow: Bool
  private var content = Content.single(.null)
  private var items: [DataValueEncoder] = []
  private var fields: [(name: String, value: DataValueEncoder)] = []
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(codingPath: [any CodingKey], isRow: Bool = false) {
    self.codingPath = codingPath
    self.isRow = isRow
  }

  /// What was encoded; null where nothing was.
  var value: DataValue {
    switch content {
    case .single(let value): value
    case .array: .array(items.map(\.value))
    case .object: .object(fields.map { TriggerData.Field($0.name, $0.value.value) })
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    content = .object
    return KeyedEncodingContainer(Fields(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    content = .array
    return Items(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(encoder: self) }

  private func encode(_ value: some Encodable) throws {
    guard let convertible = value as? any DataConvertible else { return try value.encode(to: self) }
    guard let encoded = convertible.dataValue else {
      throw EncodingError.invalidValue(value, .init(codingPath: codingPath, debugDescription: "no such column value"))
    }
    content = .single(encoded)
  }

  private func field(_ key: some CodingKey) -> DataValueEncoder {
    let child = DataValueEncoder(codingPath: codingPath + [key])
    let name = isRow ? ColumnName.column(forProperty: key.stringValue) : key.stringValue
    fields.removeAll { $0.name == name }
    fields.append((name, child))
    return child
  }

  private func item() -> DataValueEncoder {
    let child = DataValueEncoder(codingPath: codingPath)
    items.append(child)
    return child
  }
}

// One generic method stands for the fourteen that the protocols ask for, a primitive type each.
extension DataValueEncoder {
  private struct Single: SingleValueEncodingContainer {
    let encoder: DataValueEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() { encoder.content = .single(.null) }
    func encode<Value: Encodable>(_ value: Value) throws { try encoder.encode(value) }
  }

  private struct Fields<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: DataValueEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil(forKey key: Key) { encoder.field(key).content = .single(.null) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try encoder.field(key).encode(value) }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { encoder.field(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      encoder.field(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { encoder }
    func superEncoder(forKey key: Key) -> any Encoder { encoder.field(key) }
  }

  private struct Items: UnkeyedEncodingContainer {
    let encoder: DataValueEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { encoder.items.count }

    func encodeNil() { encoder.item().content = .single(.null) }
    func encode<Value: Encodable>(_ value: Value) throws { try encoder.item().encode(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
      encoder.item().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder.item().unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder.item() }
  }
}
