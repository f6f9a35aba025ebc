/// Reads what `Instant.init(iso8601:)` takes, byte by byte: a page of triggers holds hundreds of times.
struct TimestampReader {
  private var rest: Substring.UTF8View

  /// PostgreSQL's year 1 BC is ISO 8601's year 0.
  private let isBeforeChrist: Bool

  init(_ text: String) {
    isBeforeChrist = text.hasSuffix(" BC")
    rest = text.dropLast(isBeforeChrist ? 3 : 0).utf8
  }

  /// The whole text's time, or nil.
  mutating func instant() -> Instant? {
    guard let year = year(), take("-"), let month = number(digits: 2...2), take("-"),
      let day = number(digits: 2...2), let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    var seconds = date.daysSince2000 * 86_400 + Instant.unixOffset
    var microseconds: Int64 = 0
    if !rest.isEmpty {
      guard take("T") || take(" "), let time = time(), let offset = offset(), rest.isEmpty else { return nil }
      seconds += time.seconds - offset
      microseconds = time.microseconds
    }
    return Instant(secondsSince1970: seconds, microseconds: microseconds)
  }

  private mutating func year() -> Int64? {
    let isNegative = !isBeforeChrist && take("-")
    return number(digits: 4...6).map { isBeforeChrist ? 1 - $0 : isNegative ? -$0 : $0 }
  }

  private mutating func time() -> (seconds: Int64, microseconds: Int64)? {
    guard let hour = number(digits: 2...2), hour < 24, take(":"), let minute = number(digits: 2...2), minute < 60
    else { return nil }
    guard take(":") else { return (hour * 3_600 + minute * 60, 0) }
    guard let second = number(digits: 2...2), second < 60 else { return nil }
    let seconds = hour * 3_600 + minute * 60 + second
    guard take(".") else { return (seconds, 0) }
    let length = rest.count
    guard var fraction = number(digits: 1...6) else { return nil }
    for _ in (length - rest.count)..<6 { fraction *= 10 }
    return (seconds, fraction)
  }

  /// Seconds east of UTC; 0 where none is given.
  private mutating func offset() -> Int64? {
    if rest.isEmpty || take("Z") { return 0 }
    let isWest = rest.first == UInt8(ascii: "-")
    guard take("+") || take("-"), let hours = number(digits: 2...2) else { return nil }
    if rest.isEmpty { return (isWest ? -1 : 1) * hours * 3_600 }
    _ = take(":")
    guard let minutes = number(digits: 2...2) else { return nil }
    // Local mean time, as before time zones.
    var seconds: Int64 = 0
    if take(":") {
      guard let given = number(digits: 2...2) else { return nil }
      seconds = given
    }
    return (isWest ? -1 : 1) * (hours * 3_600 + minutes * 60 + seconds)
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  /// As many ASCII digits as there are, if their count is within the range.
  private mutating func number(digits: ClosedRange<Int>) -> Int64? {
    var value: Int64 = 0
    var count = 0
    while count < digits.upperBound, let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      rest.removeFirst()
      count += 1
    }
    return digits.contains(count) ? value : nil
  }
}
