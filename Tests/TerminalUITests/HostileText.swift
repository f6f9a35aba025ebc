/// Text of everything that has ever broken a terminal, in an order that a seed decides.
enum HostileText {
  private static let pieces: [String] = [
    "a", "Z", " ", "日", "本", "é", "e\u{301}", "\u{301}\u{302}", "\u{1B}[2J", "\u{1B}]0;title\u{7}", "\u{1B}P", "\r",
    "\n", "\r\n", "\t", "\u{8}", "\u{0}", "\u{7F}", "\u{85}", "\u{9B}31m", "\u{9D}", "\u{202E}", "\u{202A}", "\u{2066}",
    "\u{2069}", "\u{200B}", "\u{200D}", "\u{200E}", "\u{2060}", "\u{FEFF}", "\u{FE0F}", "😀", "👩‍👩‍👧‍👦", "👍🏽", "🏽", "🇩🇪",
    "🇩", "1️⃣", "\u{600}1", "क्ष", "\u{1100}\u{1161}\u{11A8}", "\u{1160}", "\u{2028}", "\u{FFFF}", "\u{10FFFF}",
    "\u{1FAE8}", "\u{E0001}", "\u{AD}", "\u{34F}", "\u{61C}",
    "\u{115F}", "\u{3164}", "\u{180E}", "\u{FFA0}", "مرحبا", "שלום",
  ]

  static func make(using random: inout some RandomNumberGenerator) -> String {
    (0..<Int.random(in: 0...20, using: &random))
      .map { _ in
        Bool.random(using: &random)
          ? pieces.randomElement(using: &random) ?? ""
          : Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random)).map { String($0) } ?? ""
      }
      .joined()
  }

  /// Whether a terminal could take it for a command, or change the order of what stands around it.
  static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
    // What is not to be seen at all: soft hyphens, fillers, joiners.
    default: scalar.properties.isDefaultIgnorableCodePoint
    }
  }
}

/// The same numbers on every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
