import TerminalUI

/// Where the parts of the main screen stand.
struct TriggersLayout: Hashable, Sendable {
  static let detailFromWidth = 160
  private static let detailWidth = 64
  /// The table keeps at least so many rows before the strip gets any.
  private static let leastListHeight = 6

  var list: Rect
  /// Three rows below the list, one where there is little room, none beside a detail.
  var strip: Rect
  /// The trigger's detail beside the list, on wide terminals.
  var detail: Rect

  init(area: Rect) {
    if area.width >= Self.detailFromWidth {
      (list, detail) = area.splitRight(Self.detailWidth)
      strip = Rect(x: list.x, y: list.maxY, width: list.width, height: 0)
      return
    }
    detail = Rect(x: area.maxX, y: area.y, width: 0, height: area.height)
    let room = area.height - 1
    let rows = room >= Self.leastListHeight + 3 && area.width >= 60 ? 3 : room >= 3 ? 1 : 0
    (list, strip) = area.splitBottom(rows)
  }

  var listHeight: Int { Table.visibleRows(in: list) }
}
