import Testing

@testable import TerminalUI

@Suite("Decoding input")
struct InputDecoderTests {
  /// Each text is read in one go.
  private func decode(_ reads: [RawKey]...) -> [Input] {
    var decoder = InputDecoder()
    return reads.flatMap { ($0 + [.pause]).flatMap { decoder.decode($0) } }
  }

  private func scalars(_ text: String) -> [RawKey] { text.unicodeScalars.map { .scalar($0) } }

  @Test(
    "Characters and control codes are keys",
    arguments: [
      ("a", .character("a")), ("é", .character("é")), ("日", .character("日")), (" ", .character(" ")), ("\r", .enter),
      ("\n", .enter), ("\t", .tab), ("\u{7F}", .backspace), ("\u{8}", .backspace), ("\u{3}", .control("c")),
      ("\u{0}", .control(" ")), ("\u{1A}", .control("z")), ("\u{1C}", .control("\\")), ("\u{1B}", .escape),
      ("\u{1B}x", .alt("x")), ("\u{1B}[", .alt("[")), ("\u{1B}[H", .home), ("\u{1B}OF", .end), ("\u{1B}[5~", .pageUp),
      ("\u{1B}[Z", .backTab), ("\u{1B}OA", .up),
    ] as [(String, Key)])
  func keys(text: String, key: Key) {
    #expect(decode(scalars(text)) == [.key(key)])
  }

  @Test("Escape and the key after it are two keys if they come apart")
  func escapeApart() {
    #expect(decode(scalars("\u{1B}"), scalars("x")) == [.key(.escape), .key("x")])
    #expect(decode(scalars("\u{1B}\u{1B}")) == [.key(.escape), .key(.escape)])
    #expect(decode(scalars("\u{1B}") + [.key(.up)]) == [.key(.escape), .key(.up)])
  }

  @Test("An unknown sequence types nothing", arguments: ["\u{1B}[1;7A", "\u{1B}[?1;2c", "\u{1B}[27;5;9~"])
  func unknownSequence(text: String) {
    #expect(decode(scalars(text), scalars("q")) == [.key("q")])
  }

  @Test(
    "Mouse reports say what happened where, with modifiers",
    arguments: [
      ("0;11;6M", MouseEvent(.press(.left), at: Point(x: 10, y: 5))),
      ("2;1;1m", MouseEvent(.release(.right), at: Point(x: 0, y: 0))),
      ("32;300;4M", MouseEvent(.drag(.left), at: Point(x: 299, y: 3))),
      ("64;1;1M", MouseEvent(.wheelUp, at: Point(x: 0, y: 0))),
      ("65;1;1M", MouseEvent(.wheelDown, at: Point(x: 0, y: 0))),
      ("28;1;1M", MouseEvent(.press(.left), at: Point(x: 0, y: 0), shift: true, alt: true, control: true)),
    ])
  func mouse(report: String, event: MouseEvent) {
    #expect(decode([.mouse] + scalars(report)) == [.mouse(event)])
  }

  @Test("A mouse report may come in pieces")
  func splitMouse() {
    let press = Input.mouse(MouseEvent(.press(.left), at: Point(x: 10, y: 5)))
    #expect(decode([.mouse], scalars("0;1"), scalars("1;6"), scalars("M")) == [press])
  }

  @Test(
    "A broken mouse report is dropped and the next key counts",
    arguments: ["0;1M", "9;;9M", "3;1;1M", "0;99999999999999999999;1M", "128;1;1M"])
  func brokenMouse(report: String) {
    #expect(decode([.mouse] + scalars(report), scalars("q")) == [.key("q")])
    #expect(decode([.mouse] + scalars("0;1q")) == [.key("q")])
  }

  @Test("A paste is one input, whatever is in it and however it is cut")
  func paste() {
    let raw = [.pasteBegin] + scalars("a\rb") + [.key(.up)]
    #expect(decode(raw, scalars("\u{1B}q\n") + [.pasteEnd], scalars("c")) == [.paste("a\nb\u{1B}q\n"), .key("c")])
  }

  @Test("What is pasted has a limit")
  func hugePaste() {
    let raw = [.pasteBegin] + Array(repeating: RawKey.scalar("x"), count: 100_000) + [.pasteEnd]
    #expect(decode(raw) == [.paste(String(repeating: "x", count: 64 * 1024))])
  }

  @Test("The focus is told, in the middle of a paste too")
  func focus() {
    #expect(decode([.focus(true)]) == [.focus(true)])
    #expect(decode([.pasteBegin, .focus(false), .pasteEnd]) == [.focus(false), .paste("")])
  }
}
