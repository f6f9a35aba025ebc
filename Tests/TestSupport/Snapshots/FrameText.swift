import TerminalUI

extension Frame {
  /// The frame as a person reads it: its text, then a letter for the role of each cell, then whatever lies on another
  /// background or is emphasised, row by row.
  public var snapshotText: String {
    var lines = rows.map { text(row: $0) }
    lines.append(Self.divider("roles"))
    lines += rows.map { roleLetters(row: $0) }
    let emphasis = rows.flatMap { emphasisLines(row: $0) }
    if !emphasis.isEmpty { lines += [Self.divider("emphasis")] + emphasis }
    if let cursor { lines += [Self.divider("cursor"), "row \(cursor.y) column \(cursor.x)"] }
    return lines.joined(separator: "\n") + "\n"
  }

  private var rows: Range<Int> { 0..<size.rows }

  private static func divider(_ title: String) -> String { "════ \(title) ════" }

  /// A letter a column, where there is anything to see.
  private func roleLetters(row y: Int) -> String {
    var letters = row(y).map { $0.text == " " ? " " : Character($0.style.role.letter) }
    while letters.last == " " { letters.removeLast() }
    return String(letters)
  }

  /// Such as `row 7: cursor 0–79, bold 3–9`.
  private func emphasisLines(row y: Int) -> [String] {
    let cells = Array(row(y))
    var runs: [String] = []
    for background in Set(cells.compactMap(\.style.background)).sorted(by: { $0.letter < $1.letter }) {
      runs += Self.runs(of: "on \(background.name)", in: cells) { $0.background == background }
    }
    runs += Self.runs(of: "bold", in: cells, where: \.bold)
    runs += Self.runs(of: "dim", in: cells, where: \.dim)
    runs += Self.runs(of: "underline", in: cells, where: \.underline)
    runs += Self.runs(of: "reverse", in: cells, where: \.reverse)
    return runs.isEmpty ? [] : ["row \(y): " + runs.joined(separator: ", ")]
  }

  private static func runs(of name: String, in cells: [Cell], where matches: (Style) -> Bool) -> [String] {
    var runs: [String] = []
    var start: Int?
    for (x, cell) in cells.enumerated() where matches(cell.style) {
      if start == nil { start = x }
      if x + 1 == cells.count || !matches(cells[x + 1].style) {
        runs.append("\(name) \(start ?? x)–\(x)")
        start = nil
      }
    }
    return runs
  }
}
