import TerminalUI
import TriggerCore

/// The line that names the screens and what the open one shows; while the database is gone, what is wrong.
struct Headline {
  /// Between the parts of what a screen says there.
  static let separator = Span(" · ", .muted)

  let model: DashboardModel

  var tabs: Tabs {
    let screens = model.facilities.screens
    let selected = screens.firstIndex(of: model.screen) ?? 0
    return Tabs(Self.items(screens), selected: selected, trailing: model.topScreen.headline(in: model.context))
  }

  private static func items(_ screens: [ScreenID]) -> [Tabs.Item] {
    screens.map { Tabs.Item(.character($0.digit), $0.title) }
  }

  /// Columns that the names of the screens leave to what the open one says.
  static func room(in context: ScreenContext) -> Int {
    let names = items(context.facilities.screens).map { "\($0.key) \($0.title)  ".displayWidth }.reduce(0, +)
    return context.area.width - names - 5
  }

  func draw(into frame: inout Frame, in rect: Rect) {
    guard let troubles else {
      var tabs = tabs
      tabs.trailing = Self.fitting(tabs.trailing, width: Self.room(in: model.context))
      return tabs.draw(into: &frame, in: rect)
    }
    // What the rows below belong to stands there all the same.
    let title = model.topScreen.headline(in: model.context).first.map { [$0] } ?? []
    let room = max(0, rect.width - 4 - (title.isEmpty ? 0 : title.displayWidth + 3))
    // What went wrong stands at the sentence's end; where, in the first line.
    let trouble = troubles.first { $0.displayWidth <= room } ?? troubles[1].shortened(to: room, tail: room / 2)
    Rule(leading: [Span(trouble, .danger)], trailing: title).draw(into: &frame, in: rect)
  }

  /// As many whole parts as fit.
  private static func fitting(_ spans: [Span], width: Int) -> [Span] {
    var parts = spans.split(separator: separator)
    while parts.count > 1, parts.joined(separator: [separator]).displayWidth > width { parts.removeLast() }
    return Array(parts.joined(separator: [separator]))
  }

  /// `○ since 14:02:11 CET, next try in 4s: …`, and the same without what the line above tells as well.
  private var troubles: [String]? {
    guard case .lost(let reason, let since, let nextTry) = model.context.connection else { return nil }
    let next = nextTry < .seconds(1) ? "trying again" : "next try in \(nextTry.short)"
    return ["○ since \(model.context.times.clock(since + model.skew)), \(next): \(reason)", "○ \(next): \(reason)"]
  }
}
