extension DataColumn.Kind {
  init(declaration: String) {
    guard let match = declaration.wholeMatch(of: /([a-z][a-z ]*?)(?:\((\d+)(?:, ?(\d+))?\))?/) else {
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
    case .date:
      switch value {
      case .text(let text):
        text.wholeMatch(of: /(\d{4})-(\d\d)-(\d\d)/).flatMap { CivilDate($0.1, $0.2, $0.3) }.map { _ in value }
      default: nil
      }
    case .json:
      switch value {
      case .text(let text): DataValue(json: text)
      default: value
      }
    case .other: value
    }
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
