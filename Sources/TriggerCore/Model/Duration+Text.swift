extension Duration {
  /// Reads whole counts of units, largest first or not: `45s`, `90m`, `1h30m`, `2d`, `1w`. Nil for anything else,
  /// a count without a unit included, and where the sum does not fit.
  public init?(shorthand text: some StringProtocol) {
    var seconds: Int64 = 0
    var rest = text.utf8[...]
    repeat {
      let digits = rest.prefix { (48...57).contains($0) }
      rest = rest.dropFirst(digits.count)
      guard let count = Int64(String(decoding: digits, as: UTF8.self)),
        let unit = rest.popFirst().flatMap({ Self.seconds[$0] })
      else { return nil }
      let (scaled, large) = count.multipliedReportingOverflow(by: unit)
      let (sum, late) = seconds.addingReportingOverflow(scaled)
      guard !large, !late, sum <= .max / 1_000_000 else { return nil }
      seconds = sum
    } while !rest.isEmpty
    self = .seconds(seconds)
  }

  private static let seconds: [UInt8: Int64] = [
    UInt8(ascii: "s"): 1, UInt8(ascii: "m"): 60, UInt8(ascii: "h"): 3_600, UInt8(ascii: "d"): 86_400,
    UInt8(ascii: "w"): 604_800,
  ]

  /// What `init(shorthand:)` reads back, rounded down to seconds: `1h30m`; `0s` where it is shorter or negative.
  public var shorthand: String {
    var left = max(0, components.seconds)
    var text = ""
    for (unit, seconds) in [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)] as [(String, Int64)]
    where left >= seconds {
      text += "\(left / seconds)\(unit)"
      left %= seconds
    }
    return text.isEmpty ? "0s" : text
  }
}

// How ages are written, wherever they stand: however absurd, in few columns.
extension Duration {
  /// How long ago or how far ahead, in at most six columns: `now`, `4s`, `2m`, `3h12m`, `5d`, `3w`, `2y`.
  /// Rounded down; what is less than a second, or negative, is `now`.
  package var short: String {
    let seconds = components.seconds
    return switch seconds {
    case ..<60: seconds < 1 ? "now" : "\(seconds)s"
    case ..<3_600: "\(seconds / 60)m"
    case ..<86_400: "\(seconds / 3_600)h\(twoDigits(seconds / 60 % 60))m"
    default: Self.days(seconds / 86_400)
    }
  }

  /// The same in at most four columns: of hours, no minutes.
  package var shortest: String {
    let seconds = components.seconds
    return (3_600..<86_400).contains(seconds) ? "\(seconds / 3_600)h" : short
  }

  /// The same with a second unit where it tells something: `3m12s`, `3h12m`, `5d4h`, `3w2d`.
  package var long: String {
    let seconds = components.seconds
    return switch seconds {
    case 60..<3_600: "\(seconds / 60)m\(twoDigits(seconds % 60))s"
    case 86_400..<1_209_600: "\(seconds / 86_400)d\(seconds / 3_600 % 24)h"
    case 1_209_600..<63_072_000: "\(seconds / 604_800)w\(seconds / 86_400 % 7)d"
    default: short
    }
  }

  /// How long something ran: `<1ms`, `12ms`, `30.0s`, `2m03s`, `1h02m`. Rounded down.
  package var runTime: String {
    let milliseconds = microseconds / 1_000
    return switch milliseconds {
    case ..<1: "<1ms"
    case ..<1_000: "\(milliseconds)ms"
    case ..<60_000: "\(milliseconds / 1_000).\(milliseconds / 100 % 10)s"
    default: long
    }
  }

  private static func days(_ days: Int64) -> String {
    switch days {
    case ..<14: "\(days)d"
    case ..<730: "\(days / 7)w"
    case ..<36_500: "\(days / 365)y"
    default: ">99y"
    }
  }
}

/// `05`; for what comes after an hour or a minute.
package func twoDigits(_ value: some BinaryInteger) -> String { value < 10 ? "0\(value)" : "\(value)" }
