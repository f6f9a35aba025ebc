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
