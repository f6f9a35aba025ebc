import TerminalUI
import TriggerCore

// What the rule says of the list, gravest first: `ATTENTION 68 · 3 marked · tries ▼`.
extension TriggersScreen {
  /// Of a filter, at most so many columns where there is room for more; what else is said keeps the least of them free.
  private static let filterWidth = 7...40

  func headline(in context: ScreenContext) -> [Span] {
    let room = Headline.room(in: context)
    var parts = subject(in: context, room: room)
    if !list.unreadable.isEmpty {
      let left = room - Self.width(of: parts) - Self.separatorWidth
      parts.append([Span(unreadable(width: left), .danger)])
    }
    if marks.isDrawingRange { parts.append([Span("range", .marked)]) }
    if isFrozen { parts.append([Span("FROZEN", .stale)]) }
    if isFollowing { parts.append([Span("follow", .running)]) }
    let order = "\(sort.key.rawValue) \(sort.ascending ? "▲" : "▼")"
    parts.append([Span(list.isSortedWithinWindow ? "sorted among the newest" : order, .muted)])
    return Array(parts.joined(separator: [Headline.separator]))
  }

  /// What is listed and what is marked: view, filter, marks, each in as much detail as there is room for, none left out.
  private func subject(in context: ScreenContext, room: Int) -> [[Span]] {
    let wanted =
      filter.isEmpty ? 0 : Self.separatorWidth + min(filter.text.displayWidth + 1, Self.filterWidth.lowerBound)
    let titles = titles(in: context)
    let choices = markings.flatMap { marking in titles.map { ($0, marking) } }
    func width(_ choice: ([Span], [Span])) -> Int {
      choice.0.displayWidth + (choice.1.isEmpty ? 0 : Self.separatorWidth + choice.1.displayWidth)
    }
    let chosen = choices.first { width($0) + wanted <= room } ?? choices[choices.count - 1]
    var parts = [chosen.0]
    if !filter.isEmpty {
      let left = max(Self.filterWidth.lowerBound / 2, room - width(chosen) - Self.separatorWidth)
      parts.append([Span(("/" + filter.text).truncated(to: min(Self.filterWidth.upperBound, left)), .marked)])
    }
    return chosen.1.isEmpty ? parts : parts + [chosen.1]
  }

  /// How many are marked, and how many of them the list does not show; the most detailed first. Empty where none is.
  private var markings: [[Span]] {
    if let found = gathering.found { return [[Span("marking \(found.grouped)…", .marked)]] }
    guard !marks.isEmpty else { return [[]] }
    let count = marks.count.grouped
    let unseen = unseenMarks.grouped
    let texts =
      unseenMarks == 0 ? ["\(count) marked"] : ["\(count) marked, \(unseen) not shown", "\(count)● \(unseen) unseen"]
    return (texts + ["\(count)●"]).map { [Span($0, .marked)] }
  }

  private static var separatorWidth: Int { Headline.separator.text.displayWidth }

  private static func width(of parts: [[Span]]) -> Int {
    Array(parts.joined(separator: [Headline.separator])).displayWidth
  }

  /// `unreadable 5 +3`, since going to one tells why, or where there is little room `4 unreadable`.
  private func unreadable(width: Int) -> String {
    let count = list.unreadable.count
    let first = list.unreadable.keys.min().map(String.init) ?? ""
    let named = "unreadable \(first)" + (count > 1 ? " +\((count - 1).grouped)" : "")
    return named.displayWidth <= width ? named : "\(count.grouped) unreadable"
  }

  /// View, how far it looks back, and number, and that the order is not that of all, in as much detail as there may be
  /// room for.
  private func titles(in context: ScreenContext) -> [[Span]] {
    let name = Span(view.rawValue.uppercased(), .title)
    let total = total(in: context)
    let order = list.isSortedWithinWindow ? Span(" \(sort.key.rawValue)\(sort.ascending ? "▲" : "▼")≈", .stale) : nil
    let window = view.windowLabel(context.windows).map { Span(" " + $0, .muted) }
    let aged = total.flatMap { total in
      total.ageText.map { [Span(" " + total.ageless.text), Span(" \($0) ago", .muted)] }
    }
    let numbers =
      [aged, total.map { [Span(" " + $0.text)] }, total.map { [Span(" " + $0.short)] }].compactMap(\.self) + [[]]
    func titles(_ window: Span?) -> [[Span]] {
      numbers.map { [name] + [window].compactMap(\.self) + $0 + [order].compactMap(\.self) }
    }
    return window == nil ? titles(nil) : titles(window) + titles(nil)
  }
}
