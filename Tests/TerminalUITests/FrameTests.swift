import Testing

@testable import TerminalUI

@Suite("A frame")
struct FrameTests {
  @Test("Text is cut at the right edge and at its own width")
  func writing() {
    var frame = Frame(size: Size(columns: 8, rows: 2))
    #expect(frame.write("hello world", at: Point(x: 0, y: 0)) == 8)
    #expect(frame.write("hello", at: Point(x: 2, y: 1), width: 3, truncation: .none) == 3)
    #expect(frame.text(row: 0) == "hello w…")
    #expect(frame.text(row: 1) == "  hel")
  }

  @Test("Writing outside does nothing")
  func outside() {
    let size = Size(columns: 3, rows: 1)
    var frame = Frame(size: size)
    frame.write("x", at: Point(x: 3, y: 0))
    frame.write("x", at: Point(x: 0, y: 1))
    frame.write("x", at: Point(x: 0, y: -1))
    frame.write("x", at: Point(x: -1, y: 0), width: 1)
    frame.fill(Rect(x: -5, y: 5, width: 20, height: 20), with: "x")
    frame.box(Rect(x: 2, y: 0, width: 9, height: 9))
    frame.restyle(Rect(x: 9, y: 9, width: 9, height: 9)) { $0.bold = true }
    #expect(frame[Point(x: 9, y: 9)] == nil)
    #expect(frame.row(7).isEmpty)
    #expect(frame.text(row: 0) == "  ┌")
  }

  @Test("Text that begins left of the frame shows its visible part")
  func partlyOutside() {
    var frame = Frame(size: Size(columns: 4, rows: 1))
    frame.write("abcdef", at: Point(x: -2, y: 0), truncation: .none)
    #expect(frame.text(row: 0) == "cdef")
  }

  @Test("Overwriting half of a wide character blanks the other half")
  func wideHalves() {
    var frame = Frame(size: Size(columns: 6, rows: 1))
    frame.write("日本語", at: Point(x: 0, y: 0))
    frame.write("x", at: Point(x: 1, y: 0))
    frame.write("y", at: Point(x: 4, y: 0))
    #expect(frame.text(row: 0) == " x本y")
    frame.write("語", at: Point(x: 1, y: 0))
    #expect(frame.text(row: 0) == " 語 y")
  }

  @Test("A wide character never stands half outside")
  func wideAtTheEdge() {
    var frame = Frame(size: Size(columns: 3, rows: 1))
    frame.write("日本", at: Point(x: 0, y: 0), truncation: .none)
    #expect(frame.row(0).map(\.width) == [2, 0, 1])
    frame.write("日", at: Point(x: -1, y: 0))
    #expect(frame.row(0).allSatisfy { $0.width != 0 || $0.text.isEmpty })
  }

  @Test("Whatever is written, every row is as wide as the frame and holds safe text", arguments: 0..<200)
  func hostileWriting(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let size = Size(columns: .random(in: 1...20, using: &random), rows: .random(in: 1...3, using: &random))
    var frame = Frame(size: size)
    for _ in 0..<20 {
      let point = Point(x: .random(in: -3...21, using: &random), y: .random(in: -1...3, using: &random))
      frame.write(HostileText.make(using: &random), at: point)
    }
    for y in 0..<size.rows {
      #expect(frame.row(y).reduce(0) { $0 + Int($1.width) } == size.columns)
      #expect(!frame.text(row: y).unicodeScalars.contains(where: HostileText.isDangerous))
    }
  }

  @Test("Boxes are drawn along the inner edge")
  func boxes() {
    var frame = Frame(size: Size(columns: 4, rows: 3))
    frame.box(frame.bounds)
    #expect((0..<3).map { frame.text(row: $0) } == ["┌──┐", "│  │", "└──┘"])
  }

  @Test("Spans are written side by side until the room is used")
  func spans() {
    var frame = Frame(size: Size(columns: 10, rows: 1))
    let used = frame.write([Span("ab", .key), Span("cdef"), Span("gh")], at: Point(x: 1, y: 0), width: 5)
    #expect(used == 5)
    #expect(frame.text(row: 0) == " abcd…")
    #expect(frame[Point(x: 2, y: 0)]?.style.role == .key)
  }
}
