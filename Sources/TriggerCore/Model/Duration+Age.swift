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
