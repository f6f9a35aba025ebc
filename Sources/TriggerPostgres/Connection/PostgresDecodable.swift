import TriggerCore

/// A Swift type that a column can be read as; an `Optional` of it takes NULL too.
public protocol PostgresDecodable {
  /// Nil where the column's type is another one, or the value does not fit.
  init?(postgres column: PostgresColumnValue)
}

/// A received value, as `PostgresDecodable` types see it.
public struct PostgresColumnValue {
  let field: PostgresField

  public var isNull: Bool { field.bytes == nil }
}

extension Int64: PostgresDecodable {
  /// From int2, int4, int8, oid and regclass.
  public init?(postgres column: PostgresColumnValue) {
    let value: Int64? =
      switch column.field.type {
      case .int8: column.field.integer(Int64.self)
      case .int4: column.field.integer(Int32.self).map(Int64.init)
      case .int2: column.field.integer(Int16.self).map(Int64.init)
      case .oid, .regclass: column.field.integer(UInt32.self).map(Int64.init)
      default: nil
      }
    guard let value else { return nil }
    self = value
  }
}

extension Int: PostgresDecodable {
  public init?(postgres column: PostgresColumnValue) {
    guard let value = Int64(postgres: column) else { return nil }
    self.init(exactly: value)
  }
}

extension Int32: PostgresDecodable {
  public init?(postgres column: PostgresColumnValue) {
    guard let value = Int64(postgres: column) else { return nil }
    self.init(exactly: value)
  }
}

extension Bool: PostgresDecodable {
  public init?(postgres column: PostgresColumnValue) {
    guard column.field.type == .bool, let value = column.field.integer(UInt8.self) else { return nil }
    self = value != 0
  }
}

extension Double: PostgresDecodable {
  /// From float4 and float8; cast `numeric` in SQL.
  public init?(postgres column: PostgresColumnValue) {
    let value: Double? =
      switch column.field.type {
      case .float8: column.field.integer(UInt64.self).map(Double.init(bitPattern:))
      case .float4: column.field.integer(UInt32.self).map { Double(Float(bitPattern: $0)) }
      default: nil
      }
    guard let value else { return nil }
    self = value
  }
}

extension String: PostgresDecodable {
  /// From text-like types and JSON; cast others to text in SQL.
  public init?(postgres column: PostgresColumnValue) {
    guard let bytes = column.field.bytes else { return nil }
    switch column.field.type {
    case .text, .varchar, .bpchar, .char, .name, .unknown, .json: self.init(decoding: bytes, as: UTF8.self)
    case .jsonb where bytes.first == 1: self.init(decoding: bytes.dropFirst(), as: UTF8.self)
    default: return nil
    }
  }
}

extension Instant: PostgresDecodable {
  /// From timestamptz.
  public init?(postgres column: PostgresColumnValue) {
    guard column.field.type == .timestamptz, let value = column.field.integer(Int64.self) else { return nil }
    self.init(microseconds: value)
  }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
  public init?(postgres column: PostgresColumnValue) {
    if column.isNull {
      self = .none
    } else if let value = Wrapped(postgres: column) {
      self = .some(value)
    } else {
      return nil
    }
  }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
  /// From an array of at most one dimension.
  public init?(postgres column: PostgresColumnValue) {
    guard let bytes = column.field.bytes else { return nil }
    guard let fields = PostgresArray.decode(bytes) else { return nil }
    var elements: [Element] = []
    for field in fields {
      guard let element = Element(postgres: PostgresColumnValue(field: field)) else { return nil }
      elements.append(element)
    }
    self = elements
  }
}
