import TriggerCore

extension DashboardModel {
  /// Who works on the queue changes slowly, and matters less while another screen is open.
  private static let overviewPause = Duration.seconds(5)

  /// A search walks all keys of a Redis database.
  private static let lockSearchPause = Duration.seconds(30)

  /// Begins a round of refreshing if it is time.
  mutating func refreshIfDue() -> [DashboardEffect] {
    guard !phase.isOver, refresh.isDue(at: uptime) else { return [] }
    let isFirst = data.facts == nil
    let isOverviewDue =
      screen == .processors || overviewAskedAt.map { uptime - $0 >= Self.overviewPause } ?? true
    if isOverviewDue { overviewAskedAt = uptime }
    let round = Refresh(
      facts: isFirst || refresh.isLost,
      counts: CountQuery(
        limits: options.limits, failedWindow: windows.failed, doneWindow: windows.done,
        exactWithin: counting.allowance(at: uptime)),
      page: isFirst || screen == .triggers ? triggers.pageToRefresh(in: context) : nil,
      detail: detail?.id ?? (screen == .triggers ? triggers.list.cursorID : nil), overview: isOverviewDue,
      total: screen == .triggers ? triggers.filterToCount(in: context) : nil)
    refresh.begin(at: uptime)
    counting.begin()
    countedWindows = windows
    return [.refresh(round)] + searchForLocksIfDue()
  }

  private mutating func searchForLocksIfDue() -> [DashboardEffect] {
    guard facilities.findsStuckLocks, screen == .processors else { return [] }
    if let last = locksAskedAt, uptime - last < Self.lockSearchPause { return [] }
    locksAskedAt = uptime
    return [.loadStuckLocks]
  }
}
