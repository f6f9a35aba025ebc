import TerminalUI
import Testing

@Suite("Fitting columns")
struct TableLayoutTests {
  private let columns = [
    Column("ID", minimum: 6, ideal: 8, alignment: .right, importance: 9),
    Column("TYPE", minimum: 6, ideal: 12, maximum: 20, importance: 8),
    Column("SOURCE", minimum: 6, ideal: 12, importance: 2),
    Column("ERROR", minimum: 8, ideal: 20, maximum: .max, importance: 5),
  ]

  private func widths(at width: Int) -> [Int: Int] {
    Dictionary(uniqueKeysWithValues: TableLayout.fit(columns, width: width).slots.map { ($0.column, $0.width) })
  }

  @Test("Where there is room, all are ideal and the rest goes to those that can grow")
  func roomy() {
    #expect(widths(at: 55) == [0: 8, 1: 12, 2: 12, 3: 20])
    #expect(widths(at: 100) == [0: 8, 1: 20, 2: 12, 3: 57])
  }

  @Test("The least important is dropped first, and the last one is cut")
  func narrow() {
    #expect(Set(widths(at: 28).keys) == [0, 1, 3])
    #expect(Set(widths(at: 20).keys) == [0, 1])
    #expect(widths(at: 4) == [0: 4])
    #expect(widths(at: 0).isEmpty)
    #expect(widths(at: -3).isEmpty)
  }

  @Test("Columns never overlap and never leave the width", arguments: 0..<120)
  func within(width: Int) {
    var end = -1
    for slot in TableLayout.fit(columns, width: width).slots {
      #expect(slot.x > end)
      end = slot.x + slot.width
      #expect(end <= width)
    }
  }

  @Test("More room never drops a column", arguments: 1..<120)
  func monotonous(width: Int) {
    #expect(Set(widths(at: width - 1).keys).isSubset(of: widths(at: width).keys))
  }

  @Test("A viewport scrolls as little as it must, and never past the end")
  func viewport() {
    var viewport = Viewport()
    viewport.reveal(9, height: 5, count: 20)
    #expect(viewport.first == 5)
    viewport.reveal(7, height: 5, count: 20)
    #expect(viewport.first == 5)
    viewport.reveal(2, height: 5, count: 20)
    #expect(viewport.first == 2)
    viewport.scroll(by: 100, height: 5, count: 20)
    #expect(viewport.first == 15)
    viewport.reveal(0, height: 5, count: 3)
    #expect(viewport.first == 0)
    viewport.reveal(1, height: 0, count: 3)
    #expect(viewport.first == 0)
  }
}
