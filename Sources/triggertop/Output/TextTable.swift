import TerminalUI

/// A table of plain text: fitted to a terminal's width, or as wide as its cells where there is none.
struct TextTable {
  struct Column {
    var title: String
    var alignment: TerminalUI.Column.Alignment = .left
    /// Greater is kept longer when the terminal is narrow.
    var importance: Int
    /// What it may be cut to.
    var minimum = 4
  }

  var columns: [Column]
  private var rows: [[String]] = []

  init(_ columns: [Column]) { self.columns = columns }

  /// - Parameter cells: one a column; made safe here.
  mutating func append(_ cells: [String]) { rows.append(cells.map(\.sanitised)) }

  /// - Parameter width: nil leaves every cell whole.
  func lines(width: Int?) -> [String] {
    let natural = columns.indices.map { index in
      max(columns[index].title.displayWidth, rows.map { $0[index].displayWidth }.max() ?? 0)
    }
    let fitted = zip(columns, natural).map { column, natural in
      TerminalUI.Column(
        column.title, minimum: min(natural, max(column.minimum, column.title.count)), ideal: natural,
        alignment: column.alignment, importance: column.importance)
    }
    let layout = TableLayout.fit(fitted, width: width ?? .max / 2, gap: 2)
    return ([columns.map(\.title)] + rows).map { cells in
      layout.slots.map { slot in
        cells[slot.column].fitted(to: slot.width, columns[slot.column].alignment)
      }.joined(separator: "  ").trimmingTrailingSpaces
    }
  }
}

extension String {
  fileprivate func fitted(to width: Int, _ alignment: TerminalUI.Column.Alignment) -> String {
    let text = truncated(to: width)
    let padding = String(repeating: " ", count: max(0, width - text.displayWidth))
    return alignment == .left ? text + padding : padding + text
  }

  fileprivate var trimmingTrailingSpaces: String { String(reversed().drop { $0 == " " }.reversed()) }
}
