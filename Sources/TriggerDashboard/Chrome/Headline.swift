import TerminalUI
import TriggerCore

/// The line that names the screens and what the open one shows; while the database is gone, what is wrong.
struct Headline {
  let model: DashboardModel

  var tabs: Tabs {
    let items = ScreenID.allCases.map { Tabs.Item(.character(Character(String($0.rawValue))), $0.title) }
    let selected = ScreenID.allCases.firstIndex(of: model.screen) ?? 0
    return Tabs(items, selected: selected, trailing: model.topScreen.headline(in: model.context))
  }

  func draw(into frame: inout Frame, in rect: Rect) {
    guard let trouble else { return tabs.draw(into: &frame, in: rect) }
    Rule(leading: [Span(trouble.truncated(to: max(0, rect.width - 4)), .danger)]).draw(into: &frame, in: rect)
  }

  /// `○ no answer since 14:02:11 CET, next try in 4s: …`
  private var trouble: String? {
    guard case .lost(let reason, let since, let nextTry) = model.context.connection else { return nil }
    let next = nextTry < .seconds(1) ? "trying again" : "next try in \(nextTry.short)"
    return "○ since \(model.context.times.clock(since + model.skew)), \(next): \(reason)"
  }
}
