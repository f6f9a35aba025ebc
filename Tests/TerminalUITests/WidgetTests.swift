import Foundation
import TerminalUI
import TestSupport
import Testing

@Suite("Widgets")
struct WidgetTests {
  private enum Command { case retry, delete, filter, help, quit }

  private static let bindings: [KeyBinding<Command>] = [
    KeyBinding("r", command: .retry, label: "retry", help: "Make due now.", group: "Act", importance: 3),
    KeyBinding(
      "D", .delete, command: .delete, label: "delete", help: "Delete it, with all that belongs to it.", group: "Act",
      importance: 2),
    KeyBinding("/", command: .filter, label: "filter", help: "Show only what matches.", group: "See", importance: 1),
    KeyBinding("?", .function(1), command: .help, label: "help", help: "This list.", group: "See", importance: 4),
    KeyBinding("q", .function(10), command: .quit, label: "quit", help: "Leave.", group: "See", importance: 5),
    KeyBinding(.control("l"), command: .help, help: "Paint everything anew.", group: "See"),
  ]

  private static var table: Table {
    Table(
      columns: [
        Column("ID", minimum: 6, alignment: .right, importance: 9),
        Column("TYPE", minimum: 8, ideal: 10, importance: 8),
        Column("SOURCE", minimum: 10, ideal: 14, importance: 2),
        Column("LAST ERROR", minimum: 10, maximum: .max, importance: 5),
      ],
      rowCount: 5, cursor: 1, viewport: Viewport(first: 0), sort: Table.Sort(column: 0, isDescending: true)
    ) { index in
      Table.Row(
        [
          Span("\(88120 + index)"), Span("pay_bill"), Span("invoice$44\(index)", .muted),
          Span(index == 2 ? "銀行が応答しない 😀" : "timeout: bank API did not answer", .danger),
        ], isMarked: index == 1 || index == 3, isDimmed: index == 4)
    }
  }

  private static let dialog = Dialog(
    title: "Delete 2 triggers",
    body: [[Span("pay_bill   1 warned, 1 failing")], [], [Span("Undo", .muted), Span("   u, from the journal")]],
    buttons: [
      Dialog.Button("y", "Delete 2", role: .danger), Dialog.Button(.escape, "Cancel"),
    ], focused: 1)

  /// All widgets on one screen.
  private func gallery(_ size: Size) -> Frame {
    var frame = Frame(size: size)
    let (tabs, below) = frame.bounds.splitTop(1)
    let (rest, keyBar) = below.splitBottom(1)
    let (list, lower) = rest.splitTop(6)
    Tabs(
      [Tabs.Item("1", "Triggers"), Tabs.Item("2", "Processors")], selected: 0,
      trailing: [Span("ATTENTION 5"), Span(" · 2 marked", .marked)]
    ).draw(into: &frame, in: tabs)
    Self.table.draw(into: &frame, in: list)
    Sparkline([0, 1, 2, 3, nil, 5, 6, 7]).draw(into: &frame, in: lower.row(0))
    ProgressBar(fraction: 0.345).draw(into: &frame, in: lower.row(1))
    TextField("state:failing").draw(into: &frame, in: lower.row(2).splitLeft(20).left)
    KeyBar(Self.bindings).draw(into: &frame, in: keyBar)
    return frame
  }

  @Test("All widgets, as they look", arguments: [Size(columns: 80, rows: 12), Size(columns: 40, rows: 12)])
  func looks(size: Size) {
    assertSnapshot(of: gallery(size), named: "widgets@\(size)")
  }

  @Test("A dialog lies over the middle", arguments: [Size(columns: 60, rows: 12), Size(columns: 24, rows: 7)])
  func dialog(size: Size) {
    var frame = gallery(size)
    Self.dialog.draw(into: &frame, in: frame.bounds)
    assertSnapshot(of: frame, named: "dialog@\(size)")
  }

  @Test("A dialog may ask for a line of text")
  func prompt() {
    var frame = Frame(size: Size(columns: 50, rows: 10))
    var dialog = Self.dialog
    dialog.prompt = Dialog.Prompt("Type 2 to confirm:", TextField("2"))
    dialog.draw(into: &frame, in: frame.bounds)
    assertSnapshot(of: frame, named: "prompt@50x10")
  }

  @Test("No widget fails in the smallest of rooms", arguments: 0..<8, 0..<6)
  func tiny(columns: Int, rows: Int) {
    var frame = gallery(Size(columns: columns, rows: rows))
    var dialog = Self.dialog
    dialog.prompt = Dialog.Prompt("Type 2:", TextField("2"))
    dialog.viewport.first = 9
    dialog.draw(into: &frame, in: frame.bounds)
    #expect(dialog.visibleBodyRows(in: frame.bounds) <= rows)
    #expect(frame.size == Size(columns: columns, rows: rows))
  }

  @Test("What was clicked is what is shown there")
  func clicks() throws {
    let frame = gallery(Size(columns: 80, rows: 12))
    let tabs = Tabs([Tabs.Item("1", "Triggers"), Tabs.Item("2", "Processors")], selected: 0)
    #expect(tabs.index(at: try point(of: "Processors", in: frame), in: frame.bounds.row(0)) == 1)
    let list = frame.bounds.rows(1..<7)
    #expect(Self.table.index(at: try point(of: "88122", in: frame), in: list) == 2)
    #expect(Self.table.index(at: try point(of: "SOURCE", in: frame), in: list) == nil)
    #expect(Self.table.titleColumn(at: try point(of: "SOURCE", in: frame), in: list) == 2)
    let bar = frame.bounds.row(11)
    #expect(KeyBar(Self.bindings).command(at: try point(of: "filter", in: frame), in: bar) == .filter)
    var covered = frame
    Self.dialog.draw(into: &covered, in: covered.bounds)
    #expect(Self.dialog.button(at: try point(of: "Cancel", in: covered), in: covered.bounds) == 1)
    #expect(Self.dialog.button(at: Point(x: 0, y: 0), in: covered.bounds) == nil)
  }

  private func point(of text: String, in frame: Frame) throws -> Point {
    let rows = (0..<frame.size.rows).lazy.compactMap { y in
      frame.text(row: y).range(of: text).map { Point(x: frame.text(row: y)[..<$0.lowerBound].displayWidth, y: y) }
    }
    return try #require(rows.first)
  }

  @Test("The key bar leaves out the least important first")
  func keyBar() {
    func bar(_ width: Int) -> String {
      var frame = Frame(size: Size(columns: width, rows: 1))
      KeyBar(Self.bindings).draw(into: &frame, in: frame.bounds)
      return frame.text(row: 0)
    }
    #expect(bar(60) == " r retry  D delete  / filter  ? help  q quit")
    #expect(bar(36) == " r retry  D delete  ? help  q quit")
    #expect(bar(10) == " q quit")
    #expect(bar(3) == "")
  }

  @Test("Help lists every binding under its group")
  func help() {
    let lines = HelpList(Self.bindings).lines(width: 31).map { $0.map(\.text).joined() }
    #expect(
      lines == [
        "", "Act", " r      Make due now.", " D Del  Delete it, with all", "        that belongs to it.", "", "See",
        " /      Show only what matches.", " ? F1   This list.", " q F10  Leave.", " ^L     Paint everything anew.",
      ])
  }

  @Test("A key finds its command")
  func lookup() {
    #expect(Self.bindings.command(for: .delete) == .delete)
    #expect(Self.bindings.command(for: .tab) == nil)
  }

  @Test("Bars show all that is above nothing, and 100 % only at the end")
  func bars() {
    var frame = Frame(size: Size(columns: 20, rows: 3))
    Sparkline([0, 0.001, 100, .nan, .infinity, -1], ceiling: 100).draw(into: &frame, in: frame.bounds.row(0))
    ProgressBar(fraction: 0.9999).draw(into: &frame, in: frame.bounds.row(1))
    ProgressBar(fraction: .nan).draw(into: &frame, in: frame.bounds.row(2))
    #expect(frame.text(row: 0).drop(while: { $0 == " " }) == "▁▂█  ▁")
    #expect(frame.text(row: 1).hasSuffix("░  99 %"))
    #expect(frame.text(row: 2).hasSuffix("░   0 %"))
  }

  @Test("Where a terminal has no signs for keys, key bar, help and dialogs spell them")
  func spelledKeys() {
    let bindings = [
      KeyBinding(.enter, command: 1, label: "open", help: "Open."),
      KeyBinding(" ", .backTab, command: 2, label: "mark", help: "Mark."),
    ]
    var frame = Frame(size: Size(columns: 40, rows: 1))
    KeyBar(bindings, glyphs: .ascii).draw(into: &frame, in: Rect(frame.size))
    #expect(frame.text(row: 0).contains("Enter open  Space mark"))
    let help = HelpList(bindings, glyphs: .ascii).lines(width: 40).map { $0.map(\.text).joined() }
    #expect(help == [" Enter        Open.", " Space S-Tab  Mark."])
    let dialog = Dialog(title: "T", body: [], buttons: [Dialog.Button(.enter, "Save")], glyphs: .ascii)
    var box = Frame(size: Size(columns: 40, rows: 7))
    dialog.draw(into: &box, in: Rect(box.size))
    #expect((0..<7).contains { box.text(row: $0).contains("[ Enter Save ]") })
  }
}
