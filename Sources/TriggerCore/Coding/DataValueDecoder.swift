/// Decodes from one value: of a row's fields, or of whatever is nested in one.
struct DataValueDecoder: Decoder {
  var value: DataValue
  var codingPath: [any CodingKey]
  /// Keys name columns.
  var isRow = false
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let fields) = nested else { throw mismatch([String: Any].self) }
    return KeyedDecodingContainer(Fields(fields: fields, codingPath: codingPath, isRow: isRow))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let items) = nested else { throw mismatch([Any].self) }
    return Items(items: items, codingPath: codingPath)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { Single(decoder: self) }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard let convertible = type as? any DataConvertible.Type else { return try Value(from: self) }
    guard value != .null else {
      throw DecodingError.valueNotFound(type, .init(codingPath: codingPath, debugDescription: "null"))
    }
    guard let decoded = convertible.init(value) as? Value else { throw mismatch(type) }
    return decoded
  }

  private var nested: DataValue {
    guard case .text(let text) = value, let read = DataValue(json: text) else { return value }
    return read
  }

  private func mismatch(_ type: any Any.Type) -> DecodingError {
    .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "it is \(value.json)"))
  }
}

// One generic method stands for the fourteen that the protocols ask for, a primitive type each.
extension DataValueDecoder {
  private struct Single: SingleValueDecodingContainer {
    var decoder: DataValueDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.value == .null }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.decode(type) }
  }

  private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    var values: [String: DataValue]
    var codingPath: [any CodingKey]
    var isRow: Bool

    init(fields: [TriggerData.Field], codingPath: [any CodingKey], isRow: Bool) {
      values = Dictionary(fields.map { ($0.name, $0.value) }) { _, last in last }
      self.codingPath = codingPath
      self.isRow = isRow
    }

    var allKeys: [Key] { values.keys.compactMap(Key.init(stringValue:)) }
    func contains(_ key: Key) -> Bool { value(key) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try found(key) == .null }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try DataValueDecoder(value: found(key), codingPath: codingPath + [key]).decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try superDecoder(forKey: key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try superDecoder(forKey: key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
      DataValueDecoder(value: values["super"] ?? .null, codingPath: codingPath)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
      DataValueDecoder(value: try found(key), codingPath: codingPath + [key])
    }

    private func value(_ key: Key) -> DataValue? {
      values[key.stringValue] ?? (isRow ? values[ColumnName.column(forProperty: key.stringValue)] : nil)
    }

    private func found(_ key: Key) throws -> DataValue {
      guard let value = value(key) else {
        throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "no such field"))
      }
      return value
    }
  }

  private struct Items: UnkeyedDecodingContainer {
    var items: [DataValue]
    var codingPath: [any CodingKey]
    var currentIndex = 0

    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex >= items.count }

    mutating func decodeNil() throws -> Bool {
      guard !isAtEnd, items[currentIndex] == .null else { return false }
      currentIndex += 1
      return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().decode(type) }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try next() }

    private mutating func next() throws -> DataValueDecoder {
      guard !isAtEnd else {
        throw DecodingError.valueNotFound(
          DataValue.self, .init(codingPath: codingPath, debugDescription: "the array ends after \(items.count)"))
      }
      defer { currentIndex += 1 }
      return DataValueDecoder(value: items[currentIndex], codingPath: codingPath)
    }
  }
}
