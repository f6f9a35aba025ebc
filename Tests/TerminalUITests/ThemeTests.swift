import TerminalUI
import Testing

@Suite("A theme")
struct ThemeTests {
  private let theme = Theme([
    .danger: Appearance(Color(203, basic: 1), bold: true), .cursor: Appearance(on: Color(238, basic: 4)),
  ])

  @Test("A style looks like its role, on the background of the role beneath")
  func combines() {
    let look = theme.appearance(of: Style(.danger, on: .cursor, underline: true), depth: .indexed)
    #expect(look == Appearance(Color(203, basic: 1), on: Color(238, basic: 4), bold: true, underline: true))
  }

  @Test("Without colours the cursor is in reverse video")
  func colourless() {
    #expect(theme.appearance(of: Style(.danger, on: .cursor), depth: .none) == Appearance(bold: true, reverse: true))
    #expect(theme.appearance(of: .text, depth: .none) == Appearance())
  }

  @Test("A role that the theme does not know looks like text")
  func unknownRole() {
    #expect(theme.appearance(of: Style(Role("new", letter: "N")), depth: .indexed) == Appearance())
  }

  @Test("A library adds its own roles")
  func adding() {
    let failed = Role("failed", letter: "F")
    let extended = theme.adding([failed: Appearance(Color(9, basic: 1))])
    #expect(extended[failed].foreground == Color(9, basic: 1))
    #expect(extended[.danger] == theme[.danger])
  }

  @Test("The terminal and NO_COLOR decide how many colours there are")
  func depth() {
    #expect(ColorDepth(colors: 256, environment: [:]) == .indexed)
    #expect(ColorDepth(colors: 8, environment: [:]) == .basic)
    #expect(ColorDepth(colors: 0, environment: [:]) == .none)
    #expect(ColorDepth(colors: 256, environment: ["NO_COLOR": "1"]) == .none)
    #expect(ColorDepth(colors: 256, environment: ["NO_COLOR": ""]) == .indexed)
    #expect(ColorDepth(colors: 1 << 24, isDirect: true, environment: [:]) == .direct)
    #expect(ColorDepth(colors: 1 << 24, isDirect: true, environment: ["NO_COLOR": "1"]) == .none)
    #expect(ColorDepth(colors: 4_096, isDirect: true, environment: [:]) == .basic)
  }

  @Test(
    "Where colours are red, green and blue, an index of the palette means what it means in xterm",
    arguments: [
      (1, 0xCD0000), (15, 0xFFFFFF), (203, 0xFF5F5F), (117, 0x87D7FF), (231, 0xFFFFFF), (232, 0x080808),
      (245, 0x8A8A8A), (255, 0xEEEEEE),
      // These would be taken for numbers of a palette.
      (0, 0x000100), (16, 0x000100), (17, 0x00015F),
    ] as [(UInt8, UInt32)])
  func direct(index: UInt8, rgb: UInt32) {
    #expect(Color(index, basic: 0).rgb == rgb)
  }

  @Test(
    "COLORFGBG tells a light background",
    arguments: [(nil, .dark), ("15;0", .dark), ("0;15", .light), ("0;default;15", .light), ("odd", .dark)]
      as [(String?, Background)])
  func background(value: String?, background: Background) {
    #expect(Background(environment: value.map { ["COLORFGBG": $0] } ?? [:]) == background)
  }

  @Test(
    "Without UTF-8 characters have ASCII twins",
    arguments: [
      ("─", "-"), ("┌", "+"), ("▸", ">"), ("●", "*"), ("…", "~"), ("█", "#"), ("e\u{301}", "e"), ("日", "?"), ("x", "x"),
    ])
  func twins(text: String, ascii: String) {
    #expect(Glyphs.ascii.shown(text) == ascii)
    #expect(Glyphs.unicode.shown(text) == text)
  }
}
