import TerminalUI
import TriggerCore

/// The columns of the list, by what is known and how wide the terminal is.
struct TriggerColumns {
  struct Entry {
    var column: Column
    /// The order that the column shows, if the list can be sorted by it.
    var key: TriggerSort.Key?
    var cell: (TriggerList.Entry) -> Span
  }

  /// From this width on there is room for times as clocks.
  static let wideFrom = 100

  let entries: [Entry]

  var columns: [Column] { entries.map(\.column) }

  /// - Parameters:
  ///   - idWidth: digits of the longest id; ids are never cut.
  ///   - isApproximate: whether the order is one of the newest rows only, so that its mark needs room.
  ///   - view: those that are mostly done tell when rather than why, where there is no room for both.
  init(width: Int, idWidth: Int, isApproximate: Bool = false, view: DashboardView, context: ScreenContext) {
    let cells = TriggerCells(context: context)
    let isWide = width >= Self.wideFrom
    let isMostlyDone = [.succeeded, .all].contains(view)
    let hasErrors = context.hasSideTables && (isWide || !isMostlyDone)
    var entries = [
      Entry(column: Column("", minimum: 1, importance: 60), cell: cells.running),
      Entry(
        column: Column("ID", minimum: max(3, idWidth), alignment: .right, importance: 100), key: .id, cell: cells.id),
      Entry(
        column: Column(
          "TYPE", minimum: 9, ideal: isWide ? 16 : 11, maximum: isWide ? 24 : 14,
          importance: isWide ? 61 : 90),
        key: .type, cell: cells.type),
      Entry(
        column: Column(
          "SOURCE", minimum: 9, ideal: isWide ? 18 : 12, maximum: hasErrors ? 30 : .max, importance: hasErrors ? 60 : 75
        ), key: .source, cell: cells.source),
      Entry(column: Column("STATE", minimum: 9, importance: 95), key: nil, cell: cells.state),
      Entry(column: Column("TRY", minimum: isApproximate ? 5 : 4, importance: 80), key: .tries, cell: cells.tries),
      Entry(column: Column("DUE", minimum: 6, alignment: .right, importance: 65), key: .due, cell: cells.due),
      Entry(column: Column("AGE", minimum: 6, alignment: .right, importance: 64), key: .received, cell: cells.age),
    ]
    if isWide, isMostlyDone || view == .failed {
      entries.append(
        Entry(
          column: Column("PROCESSED", minimum: 12, maximum: 20, importance: 40), key: .processed, cell: cells.processed)
      )
    } else if isMostlyDone {
      entries.append(
        Entry(column: Column("PROCESSED", minimum: 11, importance: 76), key: .processed, cell: cells.processedBriefly))
    }
    if hasErrors {
      entries.append(
        Entry(column: Column("LAST ERROR", minimum: 10, ideal: 14, maximum: .max, importance: 62), cell: cells.error))
    }
    self.entries = entries
  }
}
