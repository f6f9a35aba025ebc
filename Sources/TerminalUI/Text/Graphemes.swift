/// Text cut into graphemes that a terminal can be trusted to show.
///
/// Terminals disagree on clusters: a family emoji is 1, 2 or 6 columns wide. So each scalar that takes room is a
/// grapheme of its own, with at most four marks upon it; what a joiner ties to an emoji, skin tones, and what is not to
/// be seen at all (variation selectors, joiners, soft hyphens, bidi controls) are dropped, and flags become their letters. Controls become pictures, and
/// what has no known width U+FFFD.
struct Graphemes: Sequence, IteratorProtocol {
  private static let maximumMarks = 4
  private static let joiner: Unicode.Scalar = "\u{200D}"

  private var scalars: Substring.UnicodeScalarView.Iterator
  private var upcoming: Unicode.Scalar?

  init(_ text: some StringProtocol) {
    scalars = Substring(text).unicodeScalars.makeIterator()
    upcoming = scalars.next()
  }

  mutating func next() -> Grapheme? {
    while let scalar = take() {
      guard let (base, width) = Self.base(for: scalar) else { continue }
      guard let following = upcoming, following.value >= 0x300 else {
        return Grapheme(text: String(base), width: width)
      }
      var text = String.UnicodeScalarView([base])
      takeMarks(onto: &text, isEmoji: base.value > 0xFF && base.properties.isEmoji)
      return Grapheme(text: String(text), width: width)
    }
    return nil
  }

  private mutating func take() -> Unicode.Scalar? {
    defer { if upcoming != nil { upcoming = scalars.next() } }
    return upcoming
  }

  private mutating func takeMarks(onto text: inout String.UnicodeScalarView, isEmoji: Bool) {
    while let scalar = upcoming {
      if isEmoji, scalar.properties.isEmojiModifier {
        _ = take()
        continue
      }
      guard scalar.columns == 0 else { return }
      _ = take()
      if isEmoji, scalar == Self.joiner, let joined = upcoming, joined.properties.isEmoji {
        _ = take()
      } else if !Self.isInvisible(scalar), text.count <= Self.maximumMarks {
        text.append(scalar)
      }
    }
  }

  /// The scalar to show for this one and its columns, or nil if it takes no room.
  private static func base(for scalar: Unicode.Scalar) -> (Unicode.Scalar, Int)? {
    switch scalar.value {
    case 0x20..<0x7F: return (scalar, 1)
    // U+2400 and on hold a picture of each ASCII control.
    case 0x00...0x1F: return (Unicode.Scalar(0x2400 + scalar.value) ?? "·", 1)
    case 0x7F: return ("\u{2421}", 1)
    case 0x80...0x9F, 0x2028, 0x2029: return ("·", 1)
    case 0x1F1E6...0x1F1FF: return (Unicode.Scalar(0x41 + scalar.value - 0x1F1E6) ?? "·", 1)
    default: break
    }
    // Some of these take a column by the C library's tables, and in some terminals.
    if scalar.properties.isDefaultIgnorableCodePoint { return nil }
    switch scalar.columns {
    case .some(0): return nil
    case .some(let width): return (scalar, width)
    case nil: return ("\u{FFFD}", 1)
    }
  }

  /// Whether it changes how its neighbours look, or in which order they stand, and shows nothing itself.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .format || scalar.properties.isDefaultIgnorableCodePoint
  }
}
