/// Where the columns of a table stand at some width.
///
/// It follows from the columns and the width alone, never from the data, so nothing jitters as values change.
public struct TableLayout: Hashable, Sendable {
  public struct Slot: Hashable, Sendable {
    /// Which of the columns given to `fit`.
    public let column: Int
    public let x: Int
    public let width: Int
  }

  public let slots: [Slot]

  /// Drops the least important columns until the rest fit at their minimum, then widens the most important first:
  /// all to their ideal, then to their maximum.
  ///
  /// - Parameter gap: Blank columns between two.
  public static func fit(_ columns: [Column], width: Int, gap: Int = 1) -> TableLayout {
    var kept = Array(columns.indices)
    func taken(_ widths: [Int]) -> Int { widths.reduce(0, +) + gap * max(0, widths.count - 1) }
    while kept.count > 1, taken(kept.map { columns[$0].minimum }) > width {
      // The last of the least important goes first.
      let least = kept.enumerated().min {
        (columns[$0.element].importance, -$0.offset) < (columns[$1.element].importance, -$1.offset)
      }
      if let least { kept.remove(at: least.offset) }
    }
    var widths = kept.map { min(columns[$0].minimum, max(0, width)) }
    var spare = max(0, width - taken(widths))
    let byImportance = kept.indices.sorted {
      (-columns[kept[$0]].importance, $0) < (-columns[kept[$1]].importance, $1)
    }
    for limit in [\Column.ideal, \Column.maximum] {
      for index in byImportance {
        let growth = min(spare, max(0, columns[kept[index]][keyPath: limit] - widths[index]))
        widths[index] += growth
        spare -= growth
      }
    }
    var x = 0
    var slots: [Slot] = []
    for (column, width) in zip(kept, widths) where width > 0 {
      slots.append(Slot(column: column, x: x, width: width))
      x += width + gap
    }
    return TableLayout(slots: slots)
  }
}
