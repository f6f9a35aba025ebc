import TerminalUI

/// Where the parts of the frame stand that every screen has.
struct ChromeLayout: Hashable, Sendable {
  /// Below this, tiles become one line of counts.
  private static let tilesFrom = Size(columns: 60, rows: 16)
  /// Below this the screen needs the line of the rule itself.
  private static let ruleFromRows = 8
  /// From here on there are sparklines under the tiles.
  private static let sparklinesFrom = Size(columns: 110, rows: 30)

  let status: Rect
  /// Labels, values, and where there is room sparklines; one line of counts where there is little.
  let tiles: Rect
  /// The line that names the screens.
  let rule: Rect
  /// What the screen has.
  let area: Rect
  /// What a dialog has: where there is little room, the rule's line too.
  let dialogs: Rect
  /// Key bar, notice, or the line being typed.
  let foot: Rect

  init(size: Size) {
    let isSmall = size.columns < Self.tilesFrom.columns || size.rows < Self.tilesFrom.rows
    let isLarge = size.columns >= Self.sparklinesFrom.columns && size.rows >= Self.sparklinesFrom.rows
    var rest: Rect
    (status, rest) = Rect(size).splitTop(1)
    (tiles, rest) = rest.splitTop(isSmall ? 1 : isLarge ? 3 : 2)
    let (middle, foot) = rest.splitBottom(rest.height > 1 ? 1 : 0)
    (rule, area) = middle.splitTop(size.rows < Self.ruleFromRows ? 0 : 1)
    self.foot = foot
    dialogs = isSmall ? middle : area
  }
}
