import Glibc
import Testing

@testable import TerminalUI

@Suite("The width of scalars")
struct ScalarWidthTests {
  @Test(
    "Scalars take the columns that terminals give them",
    arguments: [
      ("a", 1), ("~", 1), ("é", 1), ("\u{AD}", 1), ("…", 1), ("─", 1), ("§", 1), ("⚠", 1), ("\u{E0A0}", 1),
      ("日", 2), ("한", 2), ("ｱ", 1), ("Ａ", 2), ("😀", 2), ("✅", 2), ("\u{301}", 0), ("\u{200D}", 0),
      ("\u{FE0F}", 0), ("\u{FEFF}", 0), ("\u{1160}", 0),
    ] as [(Unicode.Scalar, Int)])
  func knownWidths(scalar: Unicode.Scalar, width: Int) {
    #expect(scalar.columns == width)
  }

  @Test(
    "Controls, noncharacters and what is newer than Unicode 14 have no width",
    arguments: ["\u{1B}", "\u{7F}", "\u{9B}", "\u{FFFF}", "\u{378}", "\u{1FAE8}"] as [Unicode.Scalar])
  func unknownWidths(scalar: Unicode.Scalar) {
    #expect(scalar.columns == nil)
  }

  @Test("Every known width is the one by which ncurses lays out its lines")
  func agreesWithTheCLibrary() throws {
    let measure = try #require(CLibraryWidth())
    let disagreeing = measure.inUTF8 { width in
      (0x20...UInt32(0x10FFFF)).compactMap(Unicode.Scalar.init).filter { scalar in
        scalar.columns.map { $0 != width(scalar) } ?? false
      }
    }
    #expect(disagreeing.map { "U+" + String($0.value, radix: 16) } == [])
  }

  @Test("No width depends on the locale of the process")
  func ignoresTheLocale() {
    let posix = newlocale(1 << LC_CTYPE, "C", nil)
    let previous = uselocale(posix)
    defer {
      uselocale(previous)
      freelocale(posix)
    }
    #expect("日本語é".displayWidth == 7)
  }
}

/// `wcwidth`, which Swift's Glibc module does not show, in a UTF-8 locale of this thread alone.
private struct CLibraryWidth {
  typealias Function = @convention(c) (Int32) -> Int32
  private let function: Function

  init?() {
    guard let symbol = dlsym(nil, "wcwidth") else { return nil }
    function = unsafeBitCast(symbol, to: Function.self)  // POSIX: int wcwidth(wchar_t)
  }

  func inUTF8<Result>(_ body: ((Unicode.Scalar) -> Int) -> Result) -> Result {
    let utf8 = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
    let previous = uselocale(utf8)
    defer {
      uselocale(previous)
      freelocale(utf8)
    }
    return body { Int(function(Int32(bitPattern: $0.value))) }
  }
}
