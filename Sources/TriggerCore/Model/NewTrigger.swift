/// A trigger about to be fired.
public struct NewTrigger: Hashable, Sendable {
  public var type: String
  public var source: Source?
  /// Not before; nil is at once.
  public var after: Instant?
  /// Its stored properties, written to its own table or, where it has none, to the side table; nil has no data.
  public var data: TriggerData?
  /// The type's own table (`billing_paybill`), or nil.
  public var table: String?

  public init(
    type: String, source: Source? = nil, after: Instant? = nil, data: TriggerData? = nil, table: String? = nil
  ) {
    self.type = type
    self.source = source
    self.after = after
    self.data = data
    self.table = table
  }

  /// Refuses what the tables could not hold or give back as it was.
  ///
  /// - Throws: `StoreError.refused` naming the value and the limit. Limits are django-triggers' column widths,
  ///   counted in Unicode scalars as PostgreSQL counts.
  public func validate() throws(StoreError) {
    if type.isEmpty { throw .refused("A trigger needs a type; give it a slug such as pay_bill.") }
    try Self.check(type, named: "type", limit: 50)
    if let source { try Self.check(source.text, named: "source", limit: 150) }
    if let part = source?.ambiguousPart {
      throw .refused("The source part \"\(part)\" contains $, which separates parts; leave it out or replace it.")
    }
    if let after, !after.isWithinCalendar {
      throw .refused("A trigger can't wait until \(after.iso8601): give a time before the year 10000, or infinity.")
    }
    for field in data?.fields ?? [] { _ = try field.checkedForNUL() }
  }

  private static func check(_ text: String, named name: String, limit: Int) throws(StoreError) {
    if text.unicodeScalars.count > limit {
      throw .refused("The \(name) is \(text.unicodeScalars.count) characters long; at most \(limit) fit.")
    }
    if text.unicodeScalars.contains("\0") {
      throw .refused("The \(name) contains a NUL character, which no database text can hold; leave it out.")
    }
  }
}

extension TriggerData.Field {
  var containsNUL: Bool { name.unicodeScalars.contains("\0") || value.containsNUL }

  /// - Throws: `StoreError.refused` where it has one.
  func checkedForNUL() throws(StoreError) -> Self {
    if containsNUL {
      throw .refused("The field \(name) contains a NUL character, which no database text can hold; leave it out.")
    }
    return self
  }
}

extension DataValue {
  var containsNUL: Bool {
    switch self {
    case .null, .bool, .integer, .instant: false
    case .decimal(let text), .text(let text): text.unicodeScalars.contains("\0")
    case .array(let values): values.contains(where: \.containsNUL)
    case .object(let fields): fields.contains(where: \.containsNUL)
    }
  }
}

/// What a person or a configuration gave makes no sense: one sentence that names it and what is allowed.
/// Exit code 64.
public struct InvalidInput: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ sentence: String) { description = sentence }
}
