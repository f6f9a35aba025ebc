import TestSupport
import Testing

@Suite("The demo in a terminal", .heavy)
struct DemoTests {
  private let demo: String

  init() throws { demo = "\(try ProgramRun.triggertop) demo --seed 7" }

  @Test(
    "It shows a lively queue, opens a trigger, and gives the terminal back", .lasting, arguments: [(120, 34), (80, 24)])
  func lifetime(columns: Int, rows: Int) async throws {
    try await Tmux.withTerminal(columns: columns, rows: rows) { tmux in
      let before = try await ttyModes(tmux)
      try await tmux.enter(demo)
      try await tmux.wait(for: "ATTENTION")
      try await tmux.wait(for: "pay_bill")
      try await tmux.wait(for: "running")
      try await tmux.press("Enter")
      try await tmux.wait(for: "ATTEMPTS")
      try await tmux.press("Escape")
      try await tmux.wait(forNo: "ATTEMPTS")
      // Its own handlers are told of; one type has none.
      try await tmux.press("8")
      try await tmux.wait(for: "There is no handler here for legacy_import,")
      try await tmux.wait(for: "in this program.")
      try await tmux.press("q", "q")
      try await tmux.wait(until: "the shell's prompt") { $0.contains("$") && !$0.contains("ATTENTION") }
      #expect(try await ttyModes(tmux) == before)
    }
  }

  @Test("README's run command opens it: tiles and rows are seen")
  func runCommand() async throws {
    let readme = try String(contentsOf: Repository.root.appendingPathComponent("README.md"), encoding: .utf8)
    let line = try #require(readme.split(separator: "\n").first { $0.hasSuffix(" triggertop demo") })
    let command = try #require(line.split(separator: " && ").last)
    #expect(command == "swift run -c release triggertop demo")
    // What it builds is built, and who runs the tests may hold the build's lock.
    _ = try ProgramRun.triggertop
    let built = command.replacing(" triggertop", with: " --skip-build --ignore-lock triggertop")
    try await Tmux.withTerminal(columns: 120, rows: 34) { tmux in
      try await tmux.enter("cd '\(Repository.root.path)' && \(built)")
      let screen = try await tmux.wait(until: "tiles and rows") {
        $0.contains("PENDING") && $0.contains("ATTENTION") && $0.contains("pay_bill")
      }
      #expect(screen.contains("FAILED"))
      try await tmux.press("q", "q")
      try await tmux.wait(until: "the shell's prompt") { $0.contains("$") && !$0.contains("ATTENTION") }
    }
  }

  @Test("A storm of resizes, down to one cell, leaves it at work")
  func resizes() async throws {
    try await Tmux.withTerminal { tmux in
      try await tmux.enter(demo)
      try await tmux.wait(for: "ATTENTION")
      for (columns, rows) in [(40, 12), (1, 1), (200, 60), (7, 3), (80, 24)] {
        try await tmux.resize(columns: columns, rows: rows)
      }
      try await tmux.wait(for: "ATTENTION")
      try await tmux.press("?")
      try await tmux.wait(for: "HELP")
    }
  }

  @Test("Without a terminal it says so")
  func noTerminal() async throws {
    let run = try await ProgramRun.triggertop(["demo"], environment: [:])
    #expect(run.status == 64)
    #expect(run.errors.contains("needs a terminal"))
  }

  private func ttyModes(_ tmux: Tmux) async throws -> String {
    try await tmux.enter("clear; stty -g; echo done")
    let screen = try await tmux.wait(until: "the modes") { $0.contains("\ndone") }
    return screen.split(separator: "\n").first { $0.contains(":") }.map(String.init) ?? ""
  }
}
