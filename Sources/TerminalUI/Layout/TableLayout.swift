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
    let kept = fitting(columns, width: width, gap: gap)
    var slots: [Slot] = []
    var x = 0
    for (column, width) in zip(kept, widths(of: kept.map { columns[$0] }, width: width, gap: gap)) where width > 0 {
      slots.append(Slot(column: column, x: x, width: width))
      x += width + gap
    }
    return TableLayout(slots: slots)
  }

  /// The columns that fit at their minimum, at least one. Of those equally important the last goes first.
  private static func fitting(_ columns: [Column], width: Int, gap: Int) -> [Int] {
    var kept = Array(columns.indices)
    while kept.count > 1, kept.reduce(-gap, { $0 + columns[$1].minimum + gap }) > width {
      guard let least = kept.min(by: { (columns[$0].importance, -$0) < (columns[$1].importance, -$1) }) else { break }
      kept.removeAll { $0 == least }
    }
    return kept
  }

  private static func widths(of columns: [Column], width: Int, gap: Int) -> [Int] {
    var widths = columns.map { min($0.minimum, max(0, width)) }
    var spare = max(0, width - widths.reduce(-gap) { $0 + $1 + gap })
    let byImportance = columns.indices.sorted { (-columns[$0].importance, $0) < (-columns[$1].importance, $1) }
    for limit in [\Column.ideal, \Column.maximum] {
      for index in byImportance {
        let growth = min(spare, max(0, columns[index][keyPath: limit] - widths[index]))
        widths[index] += growth
        spare -= growth
      }
    }
    return widths
  }
}
