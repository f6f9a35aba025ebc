import TriggerCore

extension DashboardModel {
  /// Who works on the queue changes slowly, and matters less while another screen is open.
  private static let overviewPause = Duration.seconds(5)

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
      detail: detail?.id ?? (screen == .triggers ? triggers.list.cursorID : nil), overview: isOverviewDue)
    refresh.begin(at: clock)
    return [.refresh(round)]
  }
}
