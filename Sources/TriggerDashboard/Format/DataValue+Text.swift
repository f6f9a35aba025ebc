import TriggerCore

extension DataValue {
  /// Text and times as they are, anything else as JSON on one line. At most about `limit` characters of it, whatever its size.
  package func text(limit: Int = 20_000) -> String {
    switch self {
    case .text(let text) where !text.isEmpty: text.capped(at: limit)
    case .instant(let instant): instant.iso8601
    default: json(limit: limit)
    }
  }

  /// Compact JSON; decimals keep their digits, times are ISO 8601. Ends in `…` where the limit cut it.
  package func json(limit: Int = 20_000) -> String {
    var writer = JSONText(limit: limit)
    writer.write(self, depth: 0)
    return writer.isFull ? writer.text + "…" : writer.text
  }
}

/// Writes values until its limit is reached, so that no payload, however large or deep, holds up a frame.
private struct JSONText {
  private static let deepest = 64

  let limit: Int
  private(set) var text = ""

  init(limit: Int) { self.limit = limit }

  /// Counted in UTF-8 bytes.
  var isFull: Bool { text.utf8.count >= limit }

  mutating func write(_ value: DataValue, depth: Int) {
    switch value {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .decimal(let digits): text += digits.capped(at: limit)
    case .text(let value): write(quoted: value)
    case .instant(let instant): write(quoted: instant.iso8601)
    case .array(let values):
      write(values, "[", "]", depth) { writer, value in writer.write(value, depth: depth + 1) }
    case .object(let fields):
      write(fields, "{", "}", depth) { writer, field in
        writer.write(quoted: field.name)
        writer.text += ": "
        writer.write(field.value, depth: depth + 1)
      }
    }
  }

  private mutating func write<Element>(
    _ elements: [Element], _ opening: String, _ closing: String, _ depth: Int,
    _ element: (inout JSONText, Element) -> Void
  ) {
    text += opening
    for (index, member) in elements.enumerated() {
      guard !isFull, depth < Self.deepest else {
        text += "…"
        break
      }
      if index > 0 { text += ", " }
      element(&self, member)
    }
    text += closing
  }

  private mutating func write(quoted value: String) {
    text += "\""
    for scalar in value.unicodeScalars.prefix(max(0, limit - text.utf8.count)) {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension String {
  /// Its first characters, and how much more there was.
  package func capped(at limit: Int) -> String {
    guard utf8.count > limit else { return self }
    let head = String(unicodeScalars.prefix(limit))
    let rest = utf8.count - head.utf8.count
    return rest == 0 ? self : "\(head)… (\(rest.grouped) bytes more)"
  }
}
