/// A column that holds a trigger's data, and which values it takes.
public struct DataColumn: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case boolean
    case integer(ClosedRange<Int64>)
    /// With at most so many digits before and behind the point; nil for any number of them.
    case decimal(whole: Int?, fraction: Int?)
    /// Characters, counted as Unicode scalars; nil for any number of them.
    case text(limit: Int?)
    case instant
    case date
    /// Of the day, without a zone.
    case time
    case uuid
    case json
    /// Given as a JSON array, or as the database writes it.
    case array
    /// What is only shown: bytes, or several rows.
    case fixed
    /// A type that only the database can judge.
    case other
  }

  public let name: String
  public let kind: Kind
  public let isNullable: Bool
  /// Whether the database has a value for it where none is given.
  public let hasDefault: Bool

  public init(_ name: String, _ kind: Kind, isNullable: Bool, hasDefault: Bool = false) {
    self.name = name
    self.kind = kind
    self.isNullable = isNullable
    self.hasDefault = hasDefault
  }

  /// - Parameter declaration: a type as the catalog writes it: `integer`, `character varying(50)`, `decimal(10, 2)`.
  public init(_ name: String, declaration: String, isNullable: Bool, hasDefault: Bool = false) {
    self.init(name, Kind(declaration: declaration.lowercased()), isNullable: isNullable, hasDefault: hasDefault)
  }

  /// Whether a row must be given a value for it.
  var isRequired: Bool { !isNullable && !hasDefault }

  /// A payload has no columns: what a field holds says what it takes. A number may become any other; a field that holds
  /// nothing yet takes any JSON.
  init(payload field: TriggerData.Field) {
    let kind: Kind =
      switch field.value {
      case .bool: .boolean
      case .integer, .decimal: .decimal(whole: nil, fraction: nil)
      case .text, .instant: .text(limit: nil)
      case .null, .array, .object: .json
      }
    self.init(field.name, kind, isNullable: true)
  }

  /// The value as one of the column's type: text is read as such, where the type is another.
  ///
  /// - Throws: `StoreError.refused` naming the column and what it takes.
  public func accept(_ value: DataValue) throws(StoreError) -> DataValue {
    if kind == .fixed { throw .refused("The field \(name) is only shown: what it holds can't be typed.") }
    if value == .null {
      guard isNullable else { throw .refused("The field \(name) can't be without a value: it takes \(kind.words).") }
      return .null
    }
    guard let accepted = kind.value(value) else {
      throw .refused("The field \(name) takes \(kind.words), not \(value.shown).")
    }
    return try TriggerData.Field(name, accepted).checkedForNUL().value
  }
}

extension DataValue {
  /// For a sentence.
  fileprivate var shown: String {
    let text = json
    return text.count > 60 ? "\(text.prefix(60))…" : text
  }
}
