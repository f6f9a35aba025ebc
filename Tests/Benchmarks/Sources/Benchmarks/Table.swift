/// Figures in rows and columns, written as Markdown that reads well as it is.
struct Table: CustomStringConvertible {
  let title: String
  /// The first column's heading is empty.
  let columns: [String]
  private var rows: [[String]] = []

  init(_ title: String, columns: [String]) {
    self.title = title
    self.columns = columns
  }

  /// - Parameter cells: one a column.
  mutating func add(_ name: String, _ cells: [String]) { rows.append([name] + cells) }

  var description: String {
    let all = [[""] + columns] + rows
    let widths = (0...columns.count).map { column in all.map { $0[column].count }.max() ?? 0 }
    let lines = all.map { row in
      "| "
        + row.enumerated().map { column, cell in
          let space = String(repeating: " ", count: widths[column] - cell.count)
          return column == 0 ? cell + space : space + cell
        }.joined(separator: " | ") + " |"
    }
    let rule = "|" + widths.map { String(repeating: "-", count: $0 + 1) }.joined(separator: ":|") + ":|"
    return "\(title)\n\n" + ([lines[0], rule] + lines[1...]).joined(separator: "\n") + "\n"
  }
}
