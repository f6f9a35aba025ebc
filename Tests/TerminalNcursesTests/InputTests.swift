import TestSupport
import Testing

@Suite("What is typed into a real terminal", .heavy)
struct InputTests {
  /// In two reads: the first has been taken once the `a` before it is reported.
  private func cut(_ first: [UInt8], _ second: [UInt8], is report: String) async throws {
    let terminal = try await Probe.run()
    terminal.send([UInt8(ascii: "a")] + first)
    try await terminal.reports.wait(for: "key a\n")
    terminal.send(second + [UInt8(ascii: "q")])
    let reports = try await terminal.reports.wait(for: "ended")
    #expect(reports.contains("key a\n\(report)\nkey q\n"), "\(reports)")
    #expect(await terminal.status() == 0)
  }

  @Test("a character whose bytes come in two reads")
  func character() async throws { try await cut([0xE8, 0xAB], [0x8B], is: "key 請") }

  @Test("an arrow whose Escape comes alone")
  func arrow() async throws { try await cut([0x1B], Array("[D".utf8), is: "key ←") }

  @Test("a paste whose beginning or end is cut")
  func paste() async throws {
    try await cut(Array("\u{1B}[20".utf8), Array("0~Dy\u{1B}[201~".utf8), is: #"paste 2 "Dy""#)
    try await cut(Array("\u{1B}[200~Dy\u{1B}[2".utf8), Array("01~".utf8), is: #"paste 2 "Dy""#)
  }

  @Test("the mouse, beyond column 223 too, once it is wanted")
  func mouse() async throws {
    let terminal = try await Probe.run(columns: 300)
    #expect(!terminal.output.text.contains("\u{1B}[?1002h"))
    terminal.send("m")
    try await terminal.output.wait(for: "\u{1B}[?1002h\u{1B}[?1006h")
    terminal.send("\u{1B}[<0;291;5Mq")
    try await terminal.reports.wait(for: "mouse 290,4")
    #expect(await terminal.status() == 0)
    try await terminal.output.wait(for: "\u{1B}[?1006l\u{1B}[?1002l")
  }

  @Test("1,500 wide characters pasted in segments of 1,000 bytes")
  func longPaste() async throws {
    let terminal = try await Probe.run()
    let bytes = Array("\u{1B}[200~\(String(repeating: "漢", count: 1_500))\u{1B}[201~q".utf8)
    for start in stride(from: 0, to: bytes.count, by: 1_000) {
      terminal.send(Array(bytes[start..<min(start + 1_000, bytes.count)]))
    }
    try await terminal.reports.wait(for: "paste 1500 ")
    #expect(await terminal.status() == 0)
  }

  @Test("a paste that never ends leaves the keys alive")
  func endlessPaste() async throws {
    let terminal = try await Probe.run(environment: ["ESCDELAY": "300"])
    terminal.send("\u{1B}[200~")
    try await terminal.reports.wait(for: "paste 0")
    terminal.send("q")
    try await terminal.reports.wait(for: "key q")
    #expect(await terminal.status() == 0)
  }

  @Test("Escape alone is Escape, after as long as ESCDELAY says", arguments: ["0", "30", ""])
  func escape(delay: String) async throws {
    let terminal = try await Probe.run(environment: ["ESCDELAY": delay])
    terminal.send([0x1B])
    try await terminal.reports.wait(for: "key Esc\n")
    terminal.send("q")
    #expect(await terminal.status() == 0)
  }

  @Test(
    "keys as the terminal's own description has them",
    arguments: [("linux", "\u{1B}[[A", "F1"), ("rxvt", "\u{1B}[7~", "Home"), ("vt100", "\u{1B}OA", "↑")])
  func described(term: String, bytes: String, key: String) async throws {
    let terminal = try await Probe.run(environment: ["TERM": term])
    terminal.send(bytes + "q")
    try await terminal.reports.wait(for: "key \(key)\nkey q\n")
    #expect(await terminal.status() == 0)
  }
}
