import TriggerCore

extension DashboardModel {
  /// Who works on the queue changes slowly, and matters less while another screen is open.
  private static let overviewPause = Duration.seconds(5)

  /// A search walks all keys of a Redis database.
  private static let lockSearchPause = Duration.seconds(30)

  /// Begins a round of refreshing if it is time.
  mutating func refreshIfDue() -> [DashboardEffect] {
    guard !phase.isOver, refresh.isDue(at: clock) else { return [] }
    let isFirst = data.facts == nil
    let isOverviewDue =
      screen == .processors || overviewAskedAt.map { clock.since($0) >= Self.overviewPause || clock < $0 } ?? true
    if isOverviewDue { overviewAskedAt = clock }
    let round = Refresh(
      facts: isFirst || refresh.isLost,
      counts: CountQuery(limits: options.limits, failedWindow: windows.failed, doneWindow: windows.done),
      page: isFirst || screen == .triggers ? triggers.pageToRefresh(in: context) : nil,
      detail: detail?.id ?? (screen == .triggers ? triggers.list.cursorID : nil), overview: isOverviewDue,
      total: screen == .triggers ? triggers.filterToCount(in: context) : nil)
    refresh.begin(at: clock)
    return [.refresh(round)] + searchForLocksIfDue()
  }

  private mutating func searchForLocksIfDue() -> [DashboardEffect] {
    guard facilities.findsStuckLocks, screen == .processors else { return [] }
    if let last = locksAskedAt, clock >= last, clock.since(last) < Self.lockSearchPause { return [] }
    locksAskedAt = clock
    return [.loadStuckLocks]
  }
}
