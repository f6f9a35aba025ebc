import TriggerCore

extension TriggersScreen {
  /// Pages that in a row may bring nothing to a filter before it waits for PgDn: half a million rows.
  private static let patience = 25
  private static let refreshMargin = 30

  func query(
    from cursor: PageCursor? = nil, _ direction: PageQuery.Direction = .forward, in context: ScreenContext
  ) -> PageQuery {
    PageQuery(
      filter: listed(in: context), sort: sort, cursor: cursor, direction: direction,
      limit: PageLoading.limit, limits: context.limits)
  }

  /// Begins the list anew, as after another view, filter or order.
  mutating func reload(landing: TriggerList.Landing = .keep, in context: ScreenContext) -> [ScreenRequest] {
    list.fruitlessPages = 0
    carried = 0
    let direction: PageQuery.Direction = landing == .last ? .backward : .forward
    // Rows of another view may stand for the moment that reading takes, not for that of an outage.
    if case .lost = context.connection { dropOthers(than: listed(in: context)) }
    return [.carryOut(.loadPage(loading.begin(.replace, query(from: nil, direction, in: context), landing: landing)))]
  }

  /// The page that a round of refreshing is to read; nil while the list is frozen or waits for another.
  mutating func pageToRefresh(in context: ScreenContext) -> PageLoad? {
    if loading.generation == 0 { return loading.begin(.replace, query(in: context), landing: .first) }
    if let pending = loading.pending { return loading.hasFailed ? pending : nil }
    guard !isFrozen else { return nil }
    return PageLoad(generation: loading.generation, purpose: .refresh, query: query(from: placeToRefresh, in: context))
  }

  /// A little above what is on screen.
  private var placeToRefresh: PageCursor? {
    let first = min(list.viewport.first - Self.refreshMargin, list.entries.count)
    return first > 0 ? PageCursor(list.entries[first - 1].row.record, in: sort) : list.before
  }

  /// Reads on where the cursor nears an end of the window that is not the end of the list.
  mutating func loadNeighbours(in context: ScreenContext) -> [ScreenRequest] {
    guard loading.pending == nil, loading.generation > 0 else { return [] }
    let margin = 2 * height(in: context)
    let cursor = list.cursor ?? 0
    if let after = list.after, list.fruitlessPages < Self.patience, list.entries.count - cursor <= margin {
      return [.carryOut(.loadPage(loading.begin(.append, query(from: after, in: context))))]
    }
    let first = list.entries.first.map { PageCursor($0.row.record, in: sort) }
    if list.before != nil, list.fruitlessPages < Self.patience, cursor < margin,
      let place = list.searchedBackTo ?? first
    {
      return [.carryOut(.loadPage(loading.begin(.prepend, query(from: place, .backward, in: context))))]
    }
    return []
  }

  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] {
    defer { if Self.concernsMarks(message) { countUnseenMarks(in: context) } }
    switch message {
    case .page(let load, .success(let page)) where loading.takes(load): return take(page, load, in: context)
    case .page(let load, .failure(let error)) where loading.takes(load):
      if load.purpose == .replace { dropOthers(than: load.query.filter) }
      return loading.fail(load, error).map { [.tell(.trouble($0))] } ?? []
    case .gathered, .gatheringFailed: return gather(message, in: context)
    case .operationAdvanced(_, let entries):
      list.apply(entries, at: context.now)
      marks.remove(entries.filter { $0.result == .done || $0.result == .missing }.map(\.id))
      return []
    case .operationEnded, .edited, .processorAnswered(.force, _):
      filterTotal?.expire()
      return []
    case .total(let filter, let tally, _):
      if filterTotal?.filter == filter { filterTotal?.take(tally) }
      return []
    case .detail(let id, .success(nil)):
      list.noteMissing(id, at: context.now)
      return []
    default: return []
    }
  }

  private static func concernsMarks(_ message: DashboardMessage) -> Bool {
    switch message {
    case .page, .gathered, .operationAdvanced: true
    default: false
    }
  }

  /// Leaves no rows of one view under the name of another.
  private mutating func dropOthers(than filter: TriggerFilter) {
    if list.filter != filter { list = TriggerList() }
  }

  private mutating func take(_ page: Page, _ load: PageLoad, in context: ScreenContext) -> [ScreenRequest] {
    let height = height(in: context)
    let old = list.cursorID
    let unreadable = list.unreadable
    loading.finish(load)
    switch load.purpose {
    case .replace: list.replace(with: page, load: load, landing: loading.landing, height: height)
    case .append:
      list.append(page, load: load)
      moveOn(height: height)
    case .prepend:
      list.prepend(page, load: load)
      moveOn(height: height)
    case .refresh:
      guard !isFrozen else { return [] }
      list.refresh(with: page, load: load, height: height)
      if isFollowing { list.selectFirst(height: height) }
    }
    if list.cursorID == nil { list.selectFirst(height: height) }
    marks.update(page.rows)
    return loadNeighbours(in: context) + (old == list.cursorID ? [] : detailOfCursor())
      + (load.purpose == .replace && loading.landing == .last ? tellOfWindow() : [])
      + tellOfUnreadable(since: unreadable)
  }

  /// Carries on with movement that the page was too late for.
  private mutating func moveOn(height: Int) {
    guard carried != 0 else { return }
    let offset = carried
    carried = 0
    step(by: offset, height: height)
    if marks.isDrawingRange, let cursor = list.cursor { marks.extendRange(over: list.entries, to: cursor) }
  }

  /// Once for each row; the headline goes on naming them.
  private func tellOfUnreadable(since old: [TriggerID: String]) -> [ScreenRequest] {
    let news = list.unreadable.filter { old[$0.key] == nil }.sorted { $0.key < $1.key }
    guard let first = news.first else { return [] }
    let others = news.count > 1 ? "\(counted(news.count, "row")) can't be read. " : ""
    return [.tell(.trouble(others + first.value))]
  }

  /// Asks for what the strip tells of the row that the cursor came to.
  func detailOfCursor() -> [ScreenRequest] {
    list.cursorID.map { [.carryOut(.loadDetail($0, delay: .milliseconds(120)))] } ?? []
  }
}
