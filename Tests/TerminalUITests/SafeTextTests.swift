import Testing

@testable import TerminalUI

@Suite("Safe text")
struct SafeTextTests {
  @Test(
    "Text is made safe to show",
    arguments: [
      ("plain text", "plain text"),
      ("\u{1B}[2J", "␛[2J"),
      ("a\r\nb\tc", "a␍␊b␉c"),
      ("\u{9B}31m", "·31m"),
      ("del\u{7F}", "del␡"),
      ("line\u{2028}break", "line·break"),
      ("abc\u{202E}def\u{2066}", "abcdef"),
      ("zero\u{200B}width\u{FEFF}", "zerowidth"),
      ("e\u{301}", "e\u{301}"),
      ("\u{301}e", "e"),
      ("日本語", "日本語"),
      ("👩‍💻", "👩"),
      ("soft\u{AD}hyphen", "softhyphen"),
      ("a\u{34F}b\u{61C}c\u{3164}d\u{180E}e\u{E0041}", "abcde"),
      ("\u{600}1", "\u{600}1"),
      ("👍🏽!", "👍!"),
      ("🇩🇪🇫🇷", "DEFR"),
      ("⚠️", "⚠"),
      ("क्ष", "क्ष"),
      ("\u{1FAE8}", "\u{FFFD}"),
      ("\u{FFFF}", "\u{FFFD}"),
    ])
  func sanitises(text: String, safe: String) {
    #expect(Array(text.sanitised.unicodeScalars) == Array(safe.unicodeScalars))
  }

  @Test("Bytes that are not UTF-8 become replacement characters")
  func invalidBytes() {
    #expect(String(sanitising: [0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
    // A surrogate half as UTF-8, and an overlong slash.
    #expect(String(sanitising: [0xED, 0xA0, 0x80]).allSatisfy { $0 == "\u{FFFD}" })
    #expect(!String(sanitising: [0xC0, 0xAF]).contains("/"))
  }

  @Test("A letter keeps at most four marks")
  func zalgo() {
    let marks = String(repeating: "\u{301}", count: 50)
    #expect(("e" + marks).sanitised.unicodeScalars.count == 5)
  }

  @Test("Lines are split wherever a terminal would break them")
  func lines() {
    #expect("a\nb\r\nc\u{85}d\u{2029}e\n".sanitisedLines == ["a", "b", "c", "d", "e"])
    #expect("".sanitisedLines == [])
    #expect("a\n\nb".sanitisedLines == ["a", "", "b"])
  }

  @Test("Whatever scalars come, the result is harmless, stable, and as wide as it says", arguments: 0..<200)
  func hostileText(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let text = HostileText.make(using: &random)
    let safe = text.sanitised

    #expect(!safe.unicodeScalars.contains(where: HostileText.isDangerous), "\(text.debugDescription)")
    #expect(Array(safe.sanitised.unicodeScalars) == Array(safe.unicodeScalars), "\(text.debugDescription)")
    #expect(safe.displayWidth == text.displayWidth)
    #expect(safe.displayWidth == safe.unicodeScalars.reduce(0) { $0 + ($1.columns ?? 1) })
    for width in 0..<12 {
      #expect(text.truncated(to: width).displayWidth <= width)
      #expect(text.wrapped(to: width).allSatisfy { $0.displayWidth <= max(2, width) })
    }
  }

  @Test(
    "What is too wide ends in an ellipsis, or is cut",
    arguments: [
      ("abcdef", 6, "abcdef", "abcdef"), ("abcdef", 4, "abc…", "abcd"), ("日本語", 4, "日…", "日本"),
      ("日本語", 3, "日…", "日"), ("日本語", 1, "…", ""), ("abc", 0, "", ""), ("abc", -1, "", ""),
    ])
  func truncates(text: String, width: Int, tail: String, none: String) {
    #expect(text.truncated(to: width) == tail)
    #expect(text.truncated(to: width, .none) == none)
  }

  @Test(
    "Text is wrapped at spaces, and words that are too long where they must be",
    arguments: [
      ("the bank did not answer", 10, ["the bank", "did not", "answer"]),
      ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
      ("日本語日本語", 5, ["日本", "語日", "本語"]),
      ("one\ntwo", 10, ["one", "two"]),
      ("", 10, []),
    ])
  func wraps(text: String, width: Int, lines: [String]) {
    #expect(text.wrapped(to: width) == lines)
  }
}
