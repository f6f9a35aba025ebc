import TriggerCore

// How much of it there is.
extension TriggersScreen {
  /// What the list shows, the view and its windows included.
  func listed(in context: ScreenContext) -> TriggerFilter { filter.within(view, windows: context.windows) }

  /// How many triggers that is, as far as is known: never less than were seen.
  func total(in context: ScreenContext) -> Tally? {
    let filter = listed(in: context)
    let known =
      context.data.counts.flatMap { filter.tally(in: $0, context.windows) }
      ?? filterTotal.flatMap { $0.filter == filter ? $0.tally(at: context.now) : nil }
    guard let seen = seen(in: context) else { return known }
    guard let known else { return seen }
    let isOfNow = known.exactness == .exact && known.ageText == nil && seen != Tally(0)
    return seen.value > known.value || seen.exactness == .exact && !isOfNow ? seen : known
  }

  /// What the window of the list tells; nil until it was read.
  private func seen(in context: ScreenContext) -> Tally? {
    guard list.at != nil, !isOutdated else { return nil }
    let live = list.entries.count { !$0.isGone }
    let isWhole = list.before == nil && list.after == nil
    return Tally(live, isWhole ? .exact : .atLeast)
  }

  /// What is to be counted with a round of refreshing; nil where the number is known.
  mutating func filterToCount(in context: ScreenContext) -> TriggerFilter? {
    let filter = listed(in: context)
    if let counts = context.data.counts, filter.tally(in: counts, context.windows) != nil { return nil }
    guard !isFrozen, seen(in: context)?.exactness != .exact else { return nil }
    let old = filterTotal.flatMap { $0.filter == filter ? $0 : nil }
    if let old, context.now >= old.askedAt, context.now.since(old.askedAt) < FilterTotal.pause { return nil }
    filterTotal = FilterTotal(filter: filter, askedAt: context.now, tally: old?.tally, countedAt: old?.countedAt)
    return filter
  }
}
