import TestSupport
import Testing

@Suite("On terminals of several kinds", .heavy)
struct TerminalKindTests {
  enum Colours { case none, eight, indexed }

  @Test(
    "Colours are those that the terminal has, and none where they are not wanted", .lasting,
    arguments: [
      ("xterm-256color", "", Colours.indexed), ("xterm", "", .eight), ("vt100", "", .none),
      ("xterm-256color", "1", .none), ("no-such-terminal", "", .indexed),
    ])
  func colours(term: String, noColor: String, expected: Colours) async throws {
    try await Tmux.withTerminal { tmux in
      try await tmux.enter("TERM=\(term) NO_COLOR=\(noColor) \(ProgramRun.triggertop) demo --seed 7")
      try await tmux.wait(until: "tiles and rows") { $0.contains("ATTENTION") && $0.contains("pay_bill") }
      #expect(colours(of: try await tmux.styledScreen) == expected)
      try await tmux.press("q", "q")
    }
  }

  @Test("One whose cursor can't be moved is refused by name")
  func dumb() async throws {
    try await Tmux.withTerminal { tmux in
      try await tmux.enter("TERM=dumb \(ProgramRun.triggertop) demo; echo status $?")
      let screen = try await tmux.wait(for: "status 64")
      #expect(screen.contains("TERM=dumb"))
    }
  }

  private func colours(of screen: String) -> Colours {
    let styles = screen.matches(of: /\u{1B}\[([0-9;]+)m/).map(\.output.1)
    if styles.contains(where: { $0.contains("38;5;") || $0.contains("48;5;") }) { return .indexed }
    let codes = styles.flatMap { $0.split(separator: ";") }.compactMap { Int($0) }
    return codes.contains { 30...37 ~= $0 || 40...47 ~= $0 || 90...107 ~= $0 } ? .eight : .none
  }
}
