import Testing

@testable import TerminalUI

@Suite("Decoding input")
struct InputDecoderTests {
  private static let start = ContinuousClock.now
  /// As a terminal with keys of its own.
  private static let keys: [[UInt8]: Key] = [
    Array("\u{1B}[11^".utf8): .function(15), [0x01, 0x40, 0x0D]: .function(1),
  ]

  /// What the reads mean, each coming that long after the one before, and nothing after the last.
  private static func decode(
    _ reads: [[UInt8]], pause: Duration = .zero, patience: InputPatience = InputPatience()
  ) -> [Input] {
    var decoder = InputDecoder(patience: patience, keys: keys)
    var (now, inputs) = (start, [Input]())
    for read in reads {
      now += pause
      inputs += decoder.elapse(at: now) + decoder.decode(read, at: now)
    }
    return inputs + silence(&decoder)
  }

  private static func silence(_ decoder: inout InputDecoder) -> [Input] {
    var inputs: [Input] = []
    // Each deadline decides something, so there can't be many.
    for _ in 0..<100 {
      guard let deadline = decoder.deadline else { return inputs }
      inputs += decoder.elapse(at: deadline)
    }
    Issue.record("It waits for ever.")
    return inputs
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test(
    "Characters, control codes and sequences are keys",
    arguments: [
      ("a", .character("a")), ("é", .character("é")), ("日", .character("日")), ("👍", .character("👍")),
      (" ", .character(" ")), ("\r", .enter), ("\n", .enter), ("\t", .tab), ("\u{7F}", .backspace),
      ("\u{8}", .backspace), ("\u{3}", .control("c")), ("\u{0}", .control(" ")), ("\u{1A}", .control("z")),
      ("\u{1C}", .control("\\")), ("\u{1B}", .escape), ("\u{1B}x", .alt("x")), ("\u{1B}é", .alt("é")),
      ("\u{1B}[", .alt("[")), ("\u{1B}O", .alt("O")), ("\u{1B}[D", .left), ("\u{1B}OD", .left), ("\u{1B}[H", .home),
      ("\u{1B}OF", .end), ("\u{1B}[5~", .pageUp), ("\u{1B}[7~", .home), ("\u{1B}[Z", .backTab), ("\u{1B}OM", .enter),
      ("\u{1B}OP", .function(1)), ("\u{1B}[11~", .function(1)), ("\u{1B}[21~", .function(10)),
      ("\u{1B}[24~", .function(12)), ("\u{1B}[[A", .function(1)), ("\u{1B}Oq", .character("1")),
      ("\u{1B}[11^", .function(15)), ("\u{1}@\r", .function(1)),
    ] as [(String, Key)])
  func keys(text: String, key: Key) {
    #expect(Self.decode([Self.bytes(text)]) == [.key(key)])
  }

  /// Sequences whose parts belong together however late they come, within reason.
  private static let whole: [(bytes: [UInt8], inputs: [Input])] = {
    let pairs: [(String, Input)] = [
      ("é", .key("é")), ("請", .key("請")), ("👍", .key("👍")), ("\u{1B}[D", .key(.left)), ("\u{1B}OA", .key(.up)),
      ("\u{1B}[5~", .key(.pageUp)), ("\u{1B}[21~", .key(.function(10))), ("\u{1B}[[B", .key(.function(2))),
      ("\u{1B}[11^", .key(.function(15))), ("\u{1B}[I", .focus(true)), ("\u{1B}[O", .focus(false)),
      ("\u{1B}[<0;11;6M", .mouse(MouseEvent(.press(.left), at: Point(x: 10, y: 5)))),
      ("\u{1B}[<65;300;1M", .mouse(MouseEvent(.wheelDown, at: Point(x: 299, y: 0)))),
      ("\u{1B}[200~\u{1B}[201~", .paste("")), ("\u{1B}[200~q漢D\r\u{1B}[Cy\u{1B}[201~", .paste("q漢D\n\u{1B}[Cy")),
      ("\u{1B}[200~\u{1B}[20\u{1B}[201~", .paste("\u{1B}[20")),
    ]
    let ignored = ["\u{1B}[1;7A", "\u{1B}[?1;2c", "\u{1B}[M !!"]
    return pairs.map { (bytes($0.0), [$0.1]) } + ignored.map { (bytes($0), []) }
  }()

  @Test(
    "However a sequence or character is cut in two, with or without a pause, it is the same", arguments: whole.indices)
  func cuts(index: Int) {
    let (bytes, inputs) = Self.whole[index]
    for cut in 0...bytes.count {
      for pause in [Duration.zero, .milliseconds(60), .milliseconds(290)] {
        let reads = [Array(bytes[..<cut]), Array(bytes[cut...])]
        #expect(Self.decode(reads, pause: pause) == inputs, "cut at \(cut) with \(pause)")
      }
    }
    #expect(Self.decode(bytes.map { [$0] }, pause: .milliseconds(100)) == inputs)
  }

  @Test("However a stream of them is cut, it means the same", arguments: 0..<50)
  func streams(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let chosen = (0..<40).compactMap { _ in Self.whole.randomElement(using: &random) }
    var rest = chosen.flatMap(\.bytes)[...]
    var decoder = InputDecoder(keys: Self.keys)
    var (now, inputs) = (Self.start, [Input]())
    while !rest.isEmpty {
      let read = rest.prefix(.random(in: 1...9, using: &random))
      rest = rest.dropFirst(read.count)
      now += .milliseconds(.random(in: 0...299, using: &random))
      inputs += decoder.elapse(at: now) + decoder.decode(read, at: now)
    }
    #expect(inputs + Self.silence(&decoder) == chosen.flatMap(\.inputs))
  }

  @Test("Whatever bytes come, however cut, the key after them counts", arguments: 0..<200)
  func garbage(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces = ["\u{1B}", "\u{1B}[", "\u{1B}[200~", "\u{1B}[201~", "\u{1B}[<", "\u{1B}O", "漢", "\u{3}"].map(
      Self.bytes)
    var decoder = InputDecoder(keys: Self.keys)
    var now = Self.start
    for _ in 0..<60 {
      var read = Bool.random(using: &random) ? pieces.randomElement(using: &random) ?? [] : []
      read += (0..<Int.random(in: 0...3, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      now += .milliseconds(.random(in: 0...400, using: &random))
      _ = decoder.elapse(at: now) + decoder.decode(read, at: now)
    }
    _ = Self.silence(&decoder)
    #expect(decoder.decode([0x71], at: now + .seconds(5)) == [.key("q")])
  }

  @Test("Escape and the key after it are two keys if they come apart, and the first waits no longer")
  func escapeApart() {
    var decoder = InputDecoder()
    #expect(decoder.decode([0x1B], at: Self.start) == [])
    #expect(decoder.decode([0x78], at: Self.start + .milliseconds(1)) == [.key(.escape), .key("x")])
    #expect(Self.decode([Self.bytes("\u{1B}\u{1B}")]) == [.key(.escape), .key(.escape)])
    #expect(Self.decode([Self.bytes("\u{1B}\u{1B}[A")]) == [.key(.escape), .key(.up)])
    #expect(Self.decode([Self.bytes("\u{1B}\r")]) == [.key(.escape), .key(.enter)])
  }

  @Test("Escape alone is Escape after 300 ms; a bracket that comes later is a bracket")
  func escapeAlone() {
    var decoder = InputDecoder()
    _ = decoder.decode([0x1B], at: Self.start)
    #expect(decoder.deadline == Self.start + .milliseconds(300))
    #expect(decoder.elapse(at: Self.start + .milliseconds(299)) == [])
    #expect(decoder.elapse(at: Self.start + .milliseconds(300)) == [.key(.escape)])
    #expect(decoder.deadline == nil)
    #expect(
      Self.decode([[0x1B], Self.bytes("[D")], pause: .milliseconds(310)) == [.key(.escape), .key("["), .key("D")])
  }

  @Test(
    "ESCDELAY says how long Escape waits; over SSH it waits longer",
    arguments: [
      ([:], 300), (["SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"], 750), (["ESCDELAY": "25"], 25), (["ESCDELAY": "0"], 0),
      (["ESCDELAY": "50", "SSH_CONNECTION": "x"], 50), (["ESCDELAY": "soon"], 300), (["ESCDELAY": "-1"], 300),
    ] as [([String: String], Int)])
  func patience(environment: [String: String], milliseconds: Int) {
    #expect(InputPatience(environment: environment).escape == .milliseconds(milliseconds))
  }

  @Test(
    "An unknown sequence types nothing", arguments: ["\u{1B}[1;7A", "\u{1B}[?1;2c", "\u{1B}[27;5;9~", "\u{1B}[22~"])
  func unknownSequence(text: String) {
    #expect(Self.decode([Self.bytes(text), Self.bytes("q")]) == [.key("q")])
  }

  @Test("A sequence that breaks off is dropped, and what breaks it counts")
  func brokenOff() {
    #expect(Self.decode([Self.bytes("\u{1B}[1;\u{3}")]) == [.key(.control("c"))])
    #expect(Self.decode([Self.bytes("\u{1B}[1;\u{1B}[A")]) == [.key(.up)])
    #expect(Self.decode([Self.bytes("\u{1B}[1;"), Self.bytes("A")], pause: .seconds(2)) == [.key("A")])
  }

  @Test("What is not UTF-8 is marked, and what follows counts")
  func invalid() {
    #expect(Self.decode([[0xFF, 0x61]]) == [.key("\u{FFFD}"), .key("a")])
    #expect(Self.decode([[0xE8, 0x61]]) == [.key("\u{FFFD}"), .key("a")])
    #expect(Self.decode([[0xED, 0xA0, 0x80]]) == [.key("\u{FFFD}"), .key("\u{FFFD}"), .key("\u{FFFD}")])
    #expect(Self.decode([[0xE8, 0xAB], [0x61]], pause: .seconds(2)) == [.key("\u{FFFD}"), .key("a")])
  }

  @Test(
    "Mouse reports say what happened where, with modifiers",
    arguments: [
      ("0;11;6M", MouseEvent(.press(.left), at: Point(x: 10, y: 5))),
      ("2;1;1m", MouseEvent(.release(.right), at: Point(x: 0, y: 0))),
      ("32;300;4M", MouseEvent(.drag(.left), at: Point(x: 299, y: 3))),
      ("64;1;1M", MouseEvent(.wheelUp, at: Point(x: 0, y: 0))),
      ("28;1;1M", MouseEvent(.press(.left), at: Point(x: 0, y: 0), shift: true, alt: true, control: true)),
    ])
  func mouse(report: String, event: MouseEvent) {
    #expect(Self.decode([Self.bytes("\u{1B}[<\(report)")]) == [.mouse(event)])
  }

  @Test(
    "A broken mouse report is dropped and the next key counts",
    arguments: ["0;1M", "9;;9M", "3;1;1M", "0;99999999999999999999;1M", "128;1;1M"])
  func brokenMouse(report: String) {
    #expect(Self.decode([Self.bytes("\u{1B}[<\(report)"), Self.bytes("q")]) == [.key("q")])
  }
}

// MARK: - Pastes

extension InputDecoderTests {
  @Test("A long paste over a line that cuts it anywhere is whole")
  func longPaste() {
    let text = String(repeating: "漢", count: 1_500)
    let bytes = Self.bytes("\u{1B}[200~\(text)\u{1B}[201~")
    let reads = stride(from: 0, to: bytes.count, by: 1_000).map { Array(bytes[$0..<min($0 + 1_000, bytes.count)]) }
    #expect(Self.decode(reads, pause: .milliseconds(50)) == [.paste(text)])
  }

  @Test("What is pasted has a limit, and no half of a character at it")
  func hugePaste() {
    let end = "\u{1B}[201~q"
    let letters = String(repeating: "x", count: 100_000)
    #expect(
      Self.decode([Self.bytes("\u{1B}[200~\(letters)\(end)")]) == [
        .paste(String(letters.prefix(64 * 1024))), .key("q"),
      ])
    let signs = String(repeating: "漢", count: 30_000)
    #expect(
      Self.decode([Self.bytes("\u{1B}[200~\(signs)\(end)")]) == [
        .paste(String(signs.prefix(64 * 1024 / 3))), .key("q"),
      ])
  }

  @Test("The focus is told, in the middle of a paste too")
  func focus() {
    let reads = [Self.bytes("\u{1B}[200~a"), Self.bytes("\u{1B}[O"), Self.bytes("b\u{1B}[201~")]
    #expect(Self.decode(reads) == [.focus(false), .paste("ab")])
  }

  @Test("A paste that never ends is given up after a quiet second")
  func endless() {
    var decoder = InputDecoder()
    _ = decoder.decode(Self.bytes("\u{1B}[200~abc"), at: Self.start)
    #expect(decoder.elapse(at: Self.start + .milliseconds(999)) == [])
    #expect(decoder.elapse(at: Self.start + .seconds(1)) == [.paste("abc")])
    #expect(decoder.decode(Self.bytes("q"), at: Self.start + .seconds(2)) == [.key("q")])
    #expect(decoder.deadline == nil)
  }

  @Test("^C ends a paste that has stopped; one that was pasted does not")
  func interrupted() {
    var decoder = InputDecoder()
    _ = decoder.decode(Self.bytes("\u{1B}[200~abc"), at: Self.start)
    #expect(decoder.decode([0x03], at: Self.start + .milliseconds(10)) == [])
    #expect(decoder.decode([0x03], at: Self.start + .milliseconds(500)) == [.key(.control("c"))])
    #expect(decoder.decode(Self.bytes("q"), at: Self.start + .milliseconds(501)) == [.key("q")])
    #expect(
      Self.decode([Self.bytes("\u{1B}[200~a\u{3}b\u{1B}[201~")], pause: .seconds(1)) == [.paste("a\u{3}b")])
  }

  @Test("The rest of a paste that stalled too long is not executed as keys")
  func stalled() {
    var decoder = InputDecoder()
    _ = decoder.decode(Self.bytes("\u{1B}[200~half"), at: Self.start)
    _ = decoder.elapse(at: Self.start + .seconds(1))
    #expect(decoder.decode(Self.bytes("Dy\r"), at: Self.start + .seconds(3)) == [])
    #expect(decoder.decode(Self.bytes("\u{1B}[201~"), at: Self.start + .seconds(3)) == [.paste("Dy\n")])
    #expect(decoder.decode(Self.bytes("ab"), at: Self.start + .seconds(9)) == [.key("a"), .key("b")])
  }
}
