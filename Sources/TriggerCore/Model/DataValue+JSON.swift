extension DataValue {
  /// Reads one JSON document; nil where the text is none. Fields keep their order and numbers their digits.
  public init?(json text: String) {
    var reader = JSONReader(text)
    guard let value = reader.document() else { return nil }
    self = value
  }

  /// Reads what is stored as JSON.
  ///
  /// - Parameter place: where it is stored, for the sentence.
  /// - Throws: `DataProblem.unreadable`.
  package init(stored text: String, in place: String) throws(DataProblem) {
    var reader = JSONReader(text)
    guard let value = reader.document() else { throw .unreadable("\(place) \(reader.flaw.rawValue)") }
    self = value
  }

  /// As compact JSON. Times become ISO 8601 texts, as do numbers that JSON has no notation for (`NaN`).
  public var json: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .decimal(let digits): JSONReader.isNumber(digits) ? digits : Self.quoted(digits)
    case .text(let text): Self.quoted(text)
    case .instant(let instant): Self.quoted(instant.iso8601)
    case .array(let values): "[" + values.map(\.json).joined(separator: ",") + "]"
    case .object(let fields):
      "{" + fields.map { "\(Self.quoted($0.name)):\($0.value.json)" }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      // A terminal may take C1 for commands, and lets the marks of writing direction reorder what it shows.
      case ..<" ", "\u{7F}"..."\u{9F}", "\u{61C}", "\u{200E}", "\u{200F}", "\u{2028}"..."\u{202E}",
        "\u{2066}"..."\u{2069}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension TriggerData {
  /// Reads a JSON object that somebody wrote.
  ///
  /// - Throws: `InvalidInput` that says of the text, of which it repeats the beginning, why it is none.
  package init(written text: String) throws(InvalidInput) {
    let beginning = text.count > 80 ? "\(text.prefix(79))…" : text
    var reader = JSONReader(text)
    switch reader.document() {
    case .object(let fields)?: self.init(fields: fields)
    case nil where reader.flaw == .nested: throw InvalidInput("\"\(beginning)\" \(reader.flaw.rawValue).")
    default: throw InvalidInput("\"\(beginning)\" is no JSON object; give one such as {\"amount\": 5}.")
    }
  }

  /// Reads a JSON object; nil for anything else.
  public init?(json text: String) {
    guard case .object(let fields)? = DataValue(json: text) else { return nil }
    self.init(fields: fields)
  }

  /// Reads what is stored as a JSON object.
  ///
  /// - Parameter place: where it is stored, for the sentence.
  /// - Throws: `DataProblem.unreadable`, naming the field where it is known.
  package init(stored text: String, in place: String) throws(DataProblem) {
    var reader = JSONReader(text)
    switch reader.document() {
    case .object(let fields)?: self.init(fields: fields)
    case nil: throw .unreadable("\(reader.field.map { "\($0) of " } ?? "")\(place) \(reader.flaw.rawValue)")
    default: throw .unreadable("\(place) is no JSON object")
    }
  }

  /// As a compact JSON object.
  public var json: String { DataValue.object(fields).json }
}
