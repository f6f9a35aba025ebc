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

  /// The bytes to send, or nil for NULL. Throws where a text holds NUL, which PostgreSQL cannot store.
  func encoded() throws(PostgresError) -> [UInt8]? {
    switch self {
    case .bool(let value): value?.postgresBytes
    case .int32(let value): value?.postgresBytes
    case .int64(let value): value?.postgresBytes
    case .double(let value): value?.postgresBytes
    case .text(let value): try value?.postgresBytes()
    case .instant(let value): value?.microseconds.postgresBytes
    case .bools(let values): PostgresArray.encode(values.map { $0?.postgresBytes }, of: .bool)
    case .int32s(let values): PostgresArray.encode(values.map { $0?.postgresBytes }, of: .int4)
    case .int64s(let values): PostgresArray.encode(values.map { $0?.postgresBytes }, of: .int8)
    case .doubles(let values): PostgresArray.encode(values.map { $0?.postgresBytes }, of: .float8)
    case .texts(let values):
      PostgresArray.encode(try values.map { value throws(PostgresError) in try value?.postgresBytes() }, of: .text)
    case .instants(let values):
      PostgresArray.encode(values.map { $0?.microseconds.postgresBytes }, of: .timestamptz)
    case .inferred(let value): try value.map { value throws(PostgresError) in try value.postgresBytes() + [0] }
    }
  }
}

extension FixedWidthInteger {
  var postgresBytes: [UInt8] {
    withUnsafeBytes(of: bigEndian) { Array($0) }
  }
}

extension Bool {
  fileprivate var postgresBytes: [UInt8] { [self ? 1 : 0] }
}

extension Double {
  fileprivate var postgresBytes: [UInt8] { bitPattern.postgresBytes }
}

extension String {
  fileprivate func postgresBytes() throws(PostgresError) -> [UInt8] {
    let bytes = Array(utf8)
    guard !bytes.contains(0) else {
      throw .refused("A text holds the character NUL, which PostgreSQL cannot store: remove it.")
    }
    return bytes
  }
}
