import TerminalUI
import Testing

@Suite("Splitting a rect")
struct RectTests {
  private let rect = Rect(x: 2, y: 3, width: 10, height: 4)

  @Test("The parts of a split lie side by side and make up the whole")
  func splits() {
    #expect(rect.splitTop(1).top == Rect(x: 2, y: 3, width: 10, height: 1))
    #expect(rect.splitTop(1).rest == Rect(x: 2, y: 4, width: 10, height: 3))
    #expect(rect.splitBottom(1).bottom == Rect(x: 2, y: 6, width: 10, height: 1))
    #expect(rect.splitLeft(4).rest == Rect(x: 6, y: 3, width: 6, height: 4))
    #expect(rect.splitRight(4).right == Rect(x: 8, y: 3, width: 4, height: 4))
    #expect(rect.rows(1..<3) == Rect(x: 2, y: 4, width: 10, height: 2))
    #expect(rect.inset(horizontally: 1, vertically: 1) == Rect(x: 3, y: 4, width: 8, height: 2))
    #expect(rect.centred(Size(columns: 4, rows: 2)) == Rect(x: 5, y: 4, width: 4, height: 2))
  }

  @Test("What does not fit is empty and never outside", arguments: [-1, 0, 1, 5, 11, Int.max / 4])
  func oversized(count: Int) {
    for part in [
      rect.splitTop(count).top, rect.splitTop(count).rest, rect.splitBottom(count).bottom, rect.splitLeft(count).left,
      rect.splitRight(count).right, rect.row(count), rect.inset(horizontally: count, vertically: count),
      rect.centred(Size(columns: count, rows: count)),
    ] where !part.isEmpty && count >= 0 {
      #expect(part.x >= rect.x && part.maxX <= rect.maxX && part.y >= rect.y && part.maxY <= rect.maxY)
    }
  }
}
