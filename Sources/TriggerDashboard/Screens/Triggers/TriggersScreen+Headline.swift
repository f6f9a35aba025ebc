import TerminalUI
import TriggerCore

// What the rule says of the list, gravest first: `ATTENTION 68 · 3 marked · tries ▼`.
extension TriggersScreen {
  /// Of a filter, at most so many columns where there is room for more, and at least so many where there is not.
  private static let filterWidth = 4...40

  func headline(in context: ScreenContext) -> [Span] {
    let room = Headline.room(in: context)
    let separator = Headline.separator.text.displayWidth
    let filterWidth = min(filter.text.displayWidth + 1, Self.filterWidth.lowerBound)
    let titles = titles(in: context)
    let title = titles.first {
      $0.displayWidth + (filter.isEmpty ? 0 : separator + filterWidth) <= room
    }
    var parts = [title ?? titles[titles.count - 1]]
    if !filter.isEmpty {
      let left = room - parts[0].displayWidth - separator
      let width = max(Self.filterWidth.lowerBound, min(Self.filterWidth.upperBound, left))
      parts.append([Span(("/" + filter.text).truncated(to: width), .marked)])
    }
    if !list.unreadable.isEmpty {
      let left = room - parts.joined(separator: [Headline.separator]).displayWidth - separator
      parts.append([Span(unreadable(width: left), .danger)])
    }
    if let found = gathering.found {
      parts.append([Span("marking \(found.grouped)…", .marked)])
    } else if !marks.isEmpty {
      parts.append([Span("\(marks.count.grouped) marked", .marked)])
    }
    if marks.isDrawingRange { parts.append([Span("range", .marked)]) }
    if isFrozen { parts.append([Span("FROZEN", .stale)]) }
    if isFollowing { parts.append([Span("follow", .running)]) }
    let order = "\(sort.key.rawValue) \(sort.ascending ? "▲" : "▼")"
    parts.append([Span(list.isSortedWithinWindow ? "sorted among the newest" : order, .muted)])
    return Array(parts.joined(separator: [Headline.separator]))
  }

  /// `unreadable 5 +3`, since going to one tells why, or where there is little room `4 unreadable`.
  private func unreadable(width: Int) -> String {
    let count = list.unreadable.count
    let first = list.unreadable.keys.min().map(String.init) ?? ""
    let named = "unreadable \(first)" + (count > 1 ? " +\((count - 1).grouped)" : "")
    return named.displayWidth <= width ? named : "\(count.grouped) unreadable"
  }

  /// View and number, and that the order is not that of all, in as much detail as there may be room for.
  private func titles(in context: ScreenContext) -> [[Span]] {
    let name = Span(view.rawValue.uppercased(), .title)
    let total = total(in: context)
    let order = list.isSortedWithinWindow ? Span(" \(sort.key.rawValue)\(sort.ascending ? "▲" : "▼")≈", .stale) : nil
    let numbers = total.map { [Span(" " + $0.text), Span(" " + $0.short)] } ?? []
    return (numbers + [nil]).map { [name, $0, order].compactMap(\.self) }
  }
}
