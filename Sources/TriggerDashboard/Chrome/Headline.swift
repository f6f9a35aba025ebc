import TerminalUI
import TriggerCore

/// The line that names the screens and what the open one shows; while the database is gone, what is wrong.
struct Headline {
  /// Between the parts of what a screen says there.
  static let separator = Span(" · ", .muted)

  let model: DashboardModel

  /// Columns that what the open screen says may take at most.
  static func room(in context: ScreenContext) -> Int { Tabs([], selected: 0).room(in: context.area.width) }

  /// The names of the other screens give way to their keys, and these to nothing, where what the open screen says would
  /// not fit otherwise; its last part gives way to them.
  private var tabs: Tabs {
    let parts = Array(model.topScreen.headline(in: model.context).split(separator: Self.separator))
    let kept = parts.prefix(max(1, parts.count - 1))
    let width = model.context.area.width
    let screens = model.facilities.screens
    let selected = screens.firstIndex(of: model.screen) ?? 0
    let named = screens.map { Tabs.Item(.character($0.digit), $0.title) }
    let keyed = screens.map { Tabs.Item(.character($0.digit), $0 == model.screen ? $0.title : "") }
    let choices = [named, keyed, []].map { Tabs($0, selected: selected) }
    var tabs = choices.first { Self.width(of: kept) <= $0.room(in: width) } ?? choices[choices.count - 1]
    tabs.trailing = Self.fitting(parts, width: tabs.room(in: width))
    return tabs
  }

  func draw(into frame: inout Frame, in rect: Rect) {
    guard let troubles else { return tabs.draw(into: &frame, in: rect) }
    // What the rows below belong to stands there all the same.
    let title = model.topScreen.headline(in: model.context).first.map { [$0] } ?? []
    let room = max(0, rect.width - 4 - (title.isEmpty ? 0 : title.displayWidth + 3))
    // What went wrong stands at the sentence's end; where, in the first line.
    let trouble = troubles.first { $0.displayWidth <= room } ?? troubles[1].shortened(to: room, tail: room / 2)
    Rule(leading: [Span(trouble, .danger)], trailing: title).draw(into: &frame, in: rect)
  }

  /// The screen whose name is drawn at a point, such as one that was clicked.
  func screen(at point: Point, in rect: Rect) -> ScreenID? {
    troubles == nil ? tabs.index(at: point, in: rect).map { model.facilities.screens[$0] } : nil
  }

  /// As many whole parts as fit, the first at least.
  private static func fitting(_ parts: [ArraySlice<Span>], width: Int) -> [Span] {
    var parts = parts[...]
    while parts.count > 1, self.width(of: parts) > width { parts.removeLast() }
    return Array(parts.joined(separator: [separator]))
  }

  private static func width(of parts: ArraySlice<ArraySlice<Span>>) -> Int {
    Array(parts.joined(separator: [separator])).displayWidth
  }

  /// `○ since 14:02:11 CET, next try in 4s (R now): …`, and the same without what the line above tells as well.
  private var troubles: [String]? {
    let context = model.context
    guard case .lost(let reason, let time, let nextTry) = context.connection else { return nil }
    let next = nextTry < .seconds(1) ? "trying again" : "next try in \(nextTry.short) (R now)"
    return ["○ since \(context.times.clock(context.now - time)), \(next): \(reason)", "○ \(next): \(reason)"]
  }
}
