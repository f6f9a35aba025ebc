import TriggerCore

extension DataValue {
  /// Text and times as they are, anything else as JSON on one line. At most about `limit` characters of it, whatever its size.
  package func text(limit: Int = 20_000) -> String { shown(limit: limit).text }

  /// The same, and whether that is not all of it.
  package func shown(limit: Int) -> (text: String, isCut: Bool) {
    switch self {
    case .text(let text) where !text.isEmpty: (text.capped(at: limit), text.unicodeScalars.count > limit)
    case .instant(let instant): (instant.iso8601, false)
    default: shownJSON(limit: limit)
    }
  }

  /// Compact JSON; decimals keep their digits, times are ISO 8601. Ends in `…` where the limit cut it.
  package func json(limit: Int = 20_000) -> String { shownJSON(limit: limit).text }

  private func shownJSON(limit: Int) -> (text: String, isCut: Bool) {
    var writer = JSONText(limit: limit)
    writer.write(self, depth: 0)
    return (writer.isCut ? writer.text + "…" : writer.text, writer.isCut)
  }
}

/// Writes values until its limit is reached, so that no payload, however large or deep, holds up a frame.
private struct JSONText {
  private static let deepest = 64

  let limit: Int
  private(set) var text = ""
  /// There was more than the limit allows. Nothing is written from then on.
  private(set) var isCut = false

  init(limit: Int) { self.limit = limit }

  /// Counted in UTF-8 bytes.
  private var room: Int { max(0, limit - text.utf8.count) }

  mutating func write(_ value: DataValue, depth: Int) {
    switch value {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .decimal(let digits):
      isCut = digits.utf8.count > room
      text.unicodeScalars += digits.unicodeScalars.prefix(room)
    case .text(let value): write(quoted: value)
    case .instant(let instant): write(quoted: instant.iso8601)
    case .array(let values):
      write(values, "[", "]", depth) { writer, value in writer.write(value, depth: depth + 1) }
    case .object(let fields):
      write(fields, "{", "}", depth) { writer, field in
        writer.write(quoted: field.name)
        guard !writer.isCut else { return }
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
      guard depth < Self.deepest else {
        text += "…"
        break
      }
      isCut = room == 0
      if isCut { return }
      if index > 0 { text += ", " }
      element(&self, member)
      if isCut { return }
    }
    text += closing
  }

  private mutating func write(quoted value: String) {
    text += "\""
    let scalars = value.unicodeScalars
    let end = scalars.index(scalars.startIndex, offsetBy: room, limitedBy: scalars.endIndex) ?? scalars.endIndex
    isCut = end < scalars.endIndex
    for scalar in scalars[..<end] {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default: text.unicodeScalars.append(scalar)
      }
    }
    if !isCut { text += "\"" }
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
