/// How long ago, in the calendar's terms: two months before 30 April are 28 February.
public struct Age: Hashable, Sendable {
  public enum Unit: String, CaseIterable, Sendable { case hours, days, weeks, months, years }

  public var count: Int
  public var unit: Unit

  public init(_ count: Int, _ unit: Unit) {
    self.count = count
    self.unit = unit
  }

  /// django-triggers keeps processed triggers this long.
  public static let twoMonths = Age(2, .months)

  /// - Parameter text: `2 months`, `30 days`, `36h`; units may be shortened and stand in the singular.
  public init(_ text: String) throws(InvalidInput) {
    guard let match = text.wholeMatch(of: /\s*(\d{1,5})\s*([a-z]+)\s*/), let count = Int(match.1) else {
      throw InvalidInput("\"\(text)\" is no age; write it as 2 months, 30 days or 36 hours.")
    }
    // Elsewhere `m` is minutes.
    let units = match.2 == "m" ? [] : Unit.allCases.filter { $0.rawValue.hasPrefix(match.2) }
    guard units.count == 1, let unit = units.first else {
      throw InvalidInput(
        "\"\(match.2)\" in \"\(text)\" is no unit of time; use \(Unit.allCases.map(\.rawValue).joined(separator: ", "))."
      )
    }
    self.init(count, unit)
  }

  /// This long before `now`, in UTC. A day that the month does not have becomes its last, as in Python's
  /// `relativedelta`.
  public func before(_ now: Instant) -> Instant {
    switch unit {
    case .hours: now - .hours(count)
    case .days: now - .days(count)
    case .weeks: now - .days(7 * count)
    case .months: now.movedBack(months: count)
    case .years: now.movedBack(months: 12 * count)
    }
  }
}

extension Instant {
  fileprivate func movedBack(months: Int) -> Instant {
    guard let day else { return self }
    // Days are as long as each other in UTC.
    return self - .days(Int(day.daysSince2000 - day.movedBack(months: months).daysSince2000))
  }
}
