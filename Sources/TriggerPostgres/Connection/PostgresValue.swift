import TriggerCore

/// A statement's parameter, sent in PostgreSQL's binary format with its type; nil is NULL of that type.
public enum PostgresValue: Equatable, Sendable {
  case bool(Bool?)
  case int32(Int32?)
  case int64(Int64?)
  case double(Double?)
  case text(String?)
  case instant(Instant?)
  case bools([Bool?])
  case int32s([Int32?])
  case int64s([Int64?])
  case doubles([Double?])
  case texts([String?])
  case instants([Instant?])
  /// Written as text; the server infers the type from its place in the statement.
  case inferred(String?)
}

extension PostgresValue {
  /// The type's number in `pg_type`; 0 leaves it to the server.
  var type: PostgresType {
    switch self {
    case .bool: .bool
    case .int32: .int4
    case .int64: .int8
    case .double: .float8
    case .text: .text
    case .instant: .timestamptz
    case .bools: .boolArray
    case .int32s: .int4Array
    case .int64s: .int8Array
    case .doubles: .float8Array
    case .texts: .textArray
    case .instants: .timestamptzArray
    case .inferred: .unspecified
    }
  }

  var isBinary: Bool {
    if case .inferred = self { false } else { true }
  }

  /// Appends the bytes to send; false for NULL, which has none. Throws where a text holds NUL, which PostgreSQL cannot
  /// store.
  func encode(into bytes: inout [UInt8]) throws(PostgresError) -> Bool {
    switch self {
    case .bool(let value): return bytes.append(bigEndian: value.map { $0 ? UInt8(1) : 0 })
    case .int32(let value): return bytes.append(bigEndian: value)
    case .int64(let value): return bytes.append(bigEndian: value)
    case .double(let value): return bytes.append(bigEndian: value?.bitPattern)
    case .instant(let value): return bytes.append(bigEndian: value?.microseconds)
    case .text(let value), .inferred(let value):
      guard let value else { return false }
      try bytes.append(text: value)
      if !isBinary { bytes.append(UInt8(0)) }
    case .bools(let values): PostgresArray.encode(values, of: .bool, into: &bytes) { $0 ? UInt8(1) : 0 }
    case .int32s(let values): PostgresArray.encode(values, of: .int4, into: &bytes) { $0 }
    case .int64s(let values): PostgresArray.encode(values, of: .int8, into: &bytes) { $0 }
    case .doubles(let values): PostgresArray.encode(values, of: .float8, into: &bytes) { $0.bitPattern }
    case .instants(let values): PostgresArray.encode(values, of: .timestamptz, into: &bytes) { $0.microseconds }
    case .texts(let values): try PostgresArray.encode(values, into: &bytes)
    }
    return true
  }

  /// In bytes, about.
  var estimatedSize: Int {
    switch self {
    case .bool, .int32, .int64, .double, .instant: 8
    case .text(let value), .inferred(let value): (value?.utf8.count ?? 0) + 1
    case .bools(let values): 20 + values.count * 5
    case .int32s(let values): 20 + values.count * 8
    case .int64s(let values): 20 + values.count * 12
    case .doubles(let values): 20 + values.count * 12
    case .instants(let values): 20 + values.count * 12
    case .texts(let values): values.reduce(20) { $0 + 4 + ($1?.utf8.count ?? 0) }
    }
  }
}

extension [UInt8] {
  /// Big-endian; false for nil, of which nothing is written.
  fileprivate mutating func append<Integer: FixedWidthInteger>(bigEndian value: Integer?) -> Bool {
    guard let value else { return false }
    append(bigEndian: value) as Void
    return true
  }

  mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }

  mutating func append(text: String) throws(PostgresError) {
    let start = count
    append(contentsOf: text.utf8)
    guard !self[start...].contains(0) else {
      throw .refused("A text holds the character NUL, which PostgreSQL cannot store: remove it.")
    }
  }
}
