import Foundation

extension DataColumn.Kind {
  init(declaration: String) {
    if declaration.hasSuffix("[]") {
      self = .array
      return
    }
    guard
      let match = declaration.replacing(/\(\d\)(?= with)/, with: "").wholeMatch(
        of: /([a-z][a-z ]*?)(?:\((\d+)(?:, ?(\d+))?\))?/)
    else {
      self = .other
      return
    }
    let (first, second) = (match.2.flatMap { Int($0) }, match.3.flatMap { Int($0) })
    self =
      switch match.1 {
      case "boolean", "bool": .boolean
      case "smallint": .integer(Int64(Int16.min)...Int64(Int16.max))
      case "integer": .integer(Int64(Int32.min)...Int64(Int32.max))
      case "bigint": .integer(.min ... .max)
      case "numeric", "decimal":
        .decimal(whole: first.map { max(0, $0 - (second ?? 0)) }, fraction: first.map { _ in second ?? 0 })
      case "double precision", "real": .decimal(whole: nil, fraction: nil)
      case "character varying", "varchar", "character", "char": .text(limit: first)
      case "text": .text(limit: nil)
      case "timestamp with time zone", "datetime": .instant
      case "date": .date
      case "time", "time without time zone": .time
      case "uuid": .uuid
      case "json", "jsonb": .json
      default: .other
      }
  }

  /// What it takes, for a sentence.
  var words: String {
    switch self {
    case .boolean: "true or false"
    case .integer(let range) where range == .min ... .max: "a whole number"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .decimal(let whole?, let fraction?):
      "a number of at most \(whole) digits before and \(fraction) behind the point"
    case .decimal: "a number"
    case .text(let limit?): "text of at most \(limit) characters"
    case .text(nil): "text"
    case .instant: "a time such as 2026-11-24T09:00:00Z"
    case .date: "a date such as 2026-11-24"
    case .time: "a time of day such as 09:30:00"
    case .uuid: "a UUID such as 0190b4de-76f2-7c3a-9a41-0f3a5d2c8e11"
    case .array: "a JSON array such as [1, 2]"
    case .fixed: "nothing"
    case .json: "JSON"
    case .other: "a value of the column's type"
    }
  }

  /// Nil for what it does not take.
  func value(_ value: DataValue) -> DataValue? {
    switch self {
    case .boolean: bool(value)
    case .integer(let range): integer(value, range)
    case .decimal(let whole, let fraction): decimal(value, whole: whole, fraction: fraction)
    case .text(let limit):
      switch value {
      case .text(let text): limit.map { text.unicodeScalars.count <= $0 } ?? true ? value : nil
      default: nil
      }
    case .instant:
      switch value {
      case .instant: value
      case .text(let text): Instant(iso8601: text).map(DataValue.instant)
      default: nil
      }
    case .date: value.text.flatMap(CivilDate.init) == nil ? nil : value
    case .time: value.text.flatMap(Self.time).map(DataValue.text)
    case .uuid: value.text.flatMap { UUID(digits: $0) }.map { .text($0.uuidString.lowercased()) }
    case .array:
      switch value {
      case .array: value
      case .text(let text) where text.hasPrefix("{"): value
      case .text(let text): if case .array(let items)? = DataValue(json: text) { .array(items) } else { nil }
      default: nil
      }
    case .fixed: nil
    case .json:
      switch value {
      case .text(let text): DataValue(json: text)
      default: value
      }
    case .other: value
    }
  }

  /// As both databases write it: `09:30:00`, with a fraction only where there is one.
  private static func time(_ text: String) -> String? {
    guard let match = text.wholeMatch(of: /(\d\d):(\d\d)(?::(\d\d)(\.\d{1,6})?)?/), let hour = Int(match.1),
      let minute = Int(match.2), let second = Int(match.3 ?? "0"), hour < 24, minute < 60, second < 60
    else { return nil }
    return "\(match.1):\(match.2):\(match.3 ?? "00")\(match.4 ?? "")"
  }

  private func bool(_ value: DataValue) -> DataValue? {
    switch value {
    case .bool: value
    case .text("true"), .text("yes"): .bool(true)
    case .text("false"), .text("no"): .bool(false)
    default: nil
    }
  }

  private func integer(_ value: DataValue, _ range: ClosedRange<Int64>) -> DataValue? {
    let number: Int64? =
      switch value {
      case .integer(let number): number
      case .text(let text): Int64(text)
      default: nil
      }
    return number.flatMap { range.contains($0) ? .integer($0) : nil }
  }

  /// A number without a fraction stays an integer, as the readers of tables and JSON have it.
  private func decimal(_ value: DataValue, whole: Int?, fraction: Int?) -> DataValue? {
    let digits: String
    switch value {
    case .integer(let number): digits = String(number)
    case .decimal(let text), .text(let text): digits = text
    default: return nil
    }
    guard let number = DataValue(json: digits) else { return nil }
    switch number {
    case .integer, .decimal: break
    default: return nil
    }
    if let whole, let fraction {
      guard let match = digits.wholeMatch(of: /-?0*(\d*?)(?:\.(\d*?)0*)?/), match.1.count <= whole,
        match.2?.count ?? 0 <= fraction
      else { return nil }
    }
    return number
  }
}

extension DataValue {
  fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
}
