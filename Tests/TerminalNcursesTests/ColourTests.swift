import Foundation
import TestSupport
import Testing

@Suite("A real terminal's colours", .heavy)
struct ColourTests {
  /// What is sent before the title, which is dangerous: red.
  private func title(_ environment: [String: String]) async throws -> String {
    let terminal = try await Probe.run(environment: environment)
    terminal.send("q")
    #expect(await terminal.status() == 0)
    let text = terminal.output.text
    return String(text[..<(try #require(text.range(of: "inputs:")).lowerBound)].suffix(40))
  }

  @Test(
    "are an index where it has 256, one of eight where it has eight, none where nobody wants any",
    arguments: [
      (["TERM": "xterm-256color"], "\u{1B}[38;5;203m"), (["TERM": "xterm"], "\u{1B}[31m"),
      (["TERM": "no-such-terminal"], "\u{1B}[38;5;203m"), (["TERM": ""], "\u{1B}[38;5;203m"),
    ] as [([String: String], String)])
  func palette(environment: [String: String], sequence: String) async throws {
    #expect(try await title(environment).contains(sequence))
  }

  @Test("are none where nobody wants any or there are none", arguments: [["NO_COLOR": "1"], ["TERM": "vt100"]])
  func none(environment: [String: String]) async throws {
    let title = try await title(environment)
    #expect(!title.contains("38;5") && !title.contains("\u{1B}[31m"))
  }

  @Test("are red, green and blue where it has no palette")
  func direct() async throws {
    let home = try Workspace()
    let source = try home.write(
      #"""
      direct-test|direct colours for a test,
        RGB, colors#0x1000000, pairs#0x7FFF,
        setab=\E[%?%p1%{8}%<%t4%p1%d%e48\:2\:\:%p1%{65536}%/%d\:%p1%{256}%/%{255}%&%d\:%p1%{255}%&%d%;m,
        setaf=\E[%?%p1%{8}%<%t3%p1%d%e38\:2\:\:%p1%{65536}%/%d\:%p1%{256}%/%{255}%&%d\:%p1%{255}%&%d%;m,
        setb@, setf@, initc@, oc@, ccc@, use=xterm-256color,
      """#, to: "direct.ti")
    let compiled = try await ProgramRun.run("tic", ["-x", "-o", home.path("terminfo"), source])
    #expect(compiled.status == 0, "\(compiled.errors)")
    let title = try await title(["TERM": "direct-test", "TERMINFO": home.path("terminfo")])
    #expect(title.contains("\u{1B}[38:2::255:95:95m"), "\(title.debugDescription)")
  }

  @Test("A terminal whose cursor can't be moved is refused with a sentence")
  func dumb() async throws {
    let terminal = try Probe.open(environment: ["TERM": "dumb"])
    #expect(await terminal.status() == 64)
    try await terminal.output.wait(for: "TERM=dumb is a terminal whose cursor cannot be moved")
  }
}
