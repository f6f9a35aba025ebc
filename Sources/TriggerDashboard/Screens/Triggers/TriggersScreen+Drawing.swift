import TerminalUI
import TriggerCore

extension TriggersScreen {
  func draw(into frame: inout Frame, in rect: Rect, context: ScreenContext) {
    let layout = TriggersLayout(area: rect)
    table(in: context, rect: layout.list).draw(into: &frame, in: layout.list)
    if list.isEmpty { drawEmptiness(into: &frame, in: layout.list.splitTop(1).rest, context: context) }
    if !layout.strip.isEmpty {
      TriggerStrip(
        row: cursorRow(in: context), deleted: list.cursorEntry?.deleted, position: position(in: context),
        context: context
      ).draw(into: &frame, in: layout.strip)
    }
    if !layout.detail.isEmpty, let id = list.cursorID {
      frame.verticalLine(at: layout.detail.origin, height: layout.detail.height)
      DetailScreen(id: id, failure: list.cursorEntry?.deleted.map { "GONE: deleted \(context.times.time($0))" }).draw(
        into: &frame, in: layout.detail.splitLeft(2).rest, context: context)
    }
  }

  /// Another list is being read; what stands there is of the one before.
  var isOutdated: Bool { loading.pending?.purpose == .replace }

  func columns(in context: ScreenContext, rect: Rect) -> TriggerColumns {
    TriggerColumns(
      width: rect.width, idWidth: list.idWidth, isApproximate: list.isSortedWithinWindow, view: view, context: context)
  }

  func table(in context: ScreenContext, rect: Rect) -> Table {
    let columns = columns(in: context, rect: rect)
    let order = columns.entries.firstIndex { $0.key == sort.key }
    return Table(
      columns: columns.columns, rowCount: list.entries.count, cursor: list.cursor, viewport: list.viewport,
      sort: order.map {
        Table.Sort(column: $0, isDescending: !sort.ascending, isApproximate: list.isSortedWithinWindow)
      }
    ) { index in
      let entry = list.entries[index]
      return Table.Row(
        columns.entries.map { $0.cell(entry) }, isMarked: marks.contains(entry.id),
        isDimmed: entry.isGone || isOutdated)
    }
  }

  /// `1 of 68`: the row's place, where the window begins with the list and the row is still part of it.
  private func position(in context: ScreenContext) -> String {
    guard !list.isEmpty, !isOutdated, let total = total(in: context) else { return "" }
    guard let place = list.cursorPlace else { return "– of \(total.text)" }
    return "\(list.before == nil ? place.grouped : "…") of \(total.text)"
  }
}
