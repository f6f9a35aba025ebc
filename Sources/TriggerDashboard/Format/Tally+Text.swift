import TriggerCore

extension Tally {
  /// From this age on a count is no longer that of now.
  private static let current = Duration.seconds(2)

  /// `42`, `≥10,001`, `≈52,100`, `?` where nothing is known; what was counted some time ago is `≈` as well. Of an
  /// estimate only three digits are shown: the rest would feign precision.
  package var text: String { isUnknown ? "?" : sign + shown.grouped }

  /// In at most five columns, and the sign's: `999`, `8.3k`, `52k`, `1.2M`.
  package var short: String { isUnknown ? "?" : sign + shown.abbreviated }

  /// How long ago it was counted, for where that stands beside the number; nil where it is that of now.
  package var ageText: String? { age < Self.current ? nil : age.short }

  /// The same count as if of now, for where its age stands beside it.
  package var ageless: Tally { Tally(value, exactness) }

  /// Of a count within one minute: `14/s`, `1.5/s`, `3/min`.
  package var rate: String {
    if isUnknown { return "?" }
    return switch shown {
    case ..<60: "\(sign)\(shown)/min"
    case ..<600 where shown % 60 >= 6: "\(sign)\(shown / 60).\(shown % 60 / 6)/s"
    default: "\(sign)\((shown / 60).grouped)/s"
    }
  }

  private var sign: String {
    switch exactness {
    case .exact: age < Self.current ? "" : "≈"
    case .atLeast: "≥"
    case .estimate: "≈"
    }
  }

  private var shown: Int {
    guard exactness == .estimate else { return value }
    var unit = 1
    while value.magnitude / unit.magnitude >= 1_000 { unit *= 10 }
    return value / unit * unit
  }
}

extension Int {
  /// With a comma between thousands, whatever the locale: `1,204`.
  package var grouped: String {
    var digits = String(magnitude)
    var end = digits.endIndex
    while let comma = digits.index(end, offsetBy: -3, limitedBy: digits.startIndex), comma > digits.startIndex {
      digits.insert(",", at: comma)
      end = comma
    }
    return self < 0 ? "-" + digits : digits
  }

  /// Rounded down, so that `≥` stays true.
  fileprivate var abbreviated: String {
    var (value, tenths, unit) = (magnitude, UInt(0), "")
    for next in ["k", "M", "G", "T"] where value >= 1_000 {
      (tenths, value) = (value % 1_000 / 100, value / 1_000)
      unit = next
    }
    let fraction = unit.isEmpty || value >= 10 || tenths == 0 ? "" : ".\(tenths)"
    return "\(self < 0 ? "-" : "")\(value)\(fraction)\(unit)"
  }
}

/// `1 trigger`, `2 triggers`, `1,204 triggers`.
package func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  "\(count.grouped) \(count == 1 ? noun : plural ?? noun + "s")"
}
