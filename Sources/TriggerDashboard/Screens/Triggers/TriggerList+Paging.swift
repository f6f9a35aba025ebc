import TriggerCore

// Answers of the database become part of the window.
extension TriggerList {
  /// Where the cursor is put in a list that begins anew.
  enum Landing: Hashable, Sendable { case keep, first, last }

  mutating func replace(with page: Page, load: PageLoad, landing: Landing, height: Int) {
    let offset = cursorOffset
    unreadable = [:]
    idWidth = 0
    note(page)
    filter = load.query.filter
    entries = page.rows.map { Entry(row: $0) }
    switch load.query.direction {
    case .forward:
      (before, searchedBackTo) = (load.query.cursor, nil)
      after = page.continuation(in: load.query.sort)
    case .backward:
      after = load.query.cursor
      dropFirstAsCursor(page, sort: load.query.sort)
    }
    switch landing {
    case .last: selectLast(height: height)
    case .keep where cursor != nil: keepCursor(atOffset: offset, height: height)
    case .keep, .first:
      viewport.first = 0
      cursorID = nil
      selectFirst(height: height)
    }
  }

  mutating func append(_ page: Page, load: PageLoad) {
    note(page)
    let known = Set(entries.map(\.id))
    entries += page.rows.filter { !known.contains($0.id) }.map { Entry(row: $0) }
    after = page.continuation(in: load.query.sort)
    fruitlessPages = page.rows.isEmpty ? fruitlessPages + 1 : 0
    let surplus = entries.count - Self.capacity
    // Never what is on screen or just above it.
    let dropped = min(surplus, viewport.first - Self.capacity / 5)
    guard dropped > 0 else { return }
    (before, searchedBackTo) = (PageCursor(entries[dropped - 1].row.record, in: load.query.sort), nil)
    entries.removeFirst(dropped)
    viewport.first -= dropped
  }

  mutating func prepend(_ page: Page, load: PageLoad) {
    note(page)
    let known = Set(entries.map(\.id))
    let rows = page.rows.filter { !known.contains($0.id) }
    entries = rows.map { Entry(row: $0) } + entries
    viewport.first += rows.count
    fruitlessPages = page.rows.isEmpty ? fruitlessPages + 1 : 0
    dropFirstAsCursor(page, sort: load.query.sort)
    guard entries.count > Self.capacity else { return }
    let last = max(Self.capacity, viewport.first + Self.capacity / 2)
    guard last < entries.count else { return }
    entries.removeLast(entries.count - last)
    after = entries.last.map { PageCursor($0.row.record, in: load.query.sort) }
  }

  /// The rows from `load.query.cursor` on, as they are by now. What stands before it, and what the page does not reach,
  /// stays as it was.
  mutating func refresh(with page: Page, load: PageLoad, height: Int) {
    note(page)
    let sort = load.query.sort
    let offset = cursorOffset
    let onScreen = Set(visible(height: height).map(\.id))
    let found = Set(page.rows.map(\.id))
    let reach = page.continuation(in: sort)
    if load.query.cursor == nil, reach == nil {
      unreadable = Dictionary(page.unreadable.map { ($0.id, $0.sentence) }) { first, _ in first }
    }
    func follows(_ entry: Entry, _ place: PageCursor) -> Bool {
      PageCursor(entry.row.record, in: sort).follows(place, in: sort, sortedFrom: page.sortedFrom)
    }
    let others = entries.filter { !found.contains($0.id) }
    let head = load.query.cursor.map { start in Array(others.prefix { !follows($0, start) }) } ?? []
    var merged = head + page.rows.map { Entry(row: $0) }
    for entry in others.dropFirst(head.count) {
      if let reach, follows(entry, reach) {
        merged.append(entry)
      } else if onScreen.contains(entry.id) {
        let previous = entries.before(entry.id)
        let place = merged.firstIndex { $0.id == previous }.map { $0 + 1 } ?? 0
        merged.insert(entry.gone, at: place)
      }
    }
    let hasRowsBeyond = merged.last.map { last in !found.contains(last.id) && !last.isGone } ?? false
    if !hasRowsBeyond { after = reach }
    entries = merged
    if cursor == nil { selectFirst(height: height) } else { keepCursor(atOffset: offset, height: height) }
  }

  /// What was done to rows shows at once, before the next refresh.
  mutating func apply(_ changes: [OperationReport.Entry], at now: Instant) {
    for change in changes where change.result == .done || change.result == .missing {
      guard let index = entries.firstIndex(where: { $0.id == change.id }) else { continue }
      if let after = change.after {
        entries[index].row.record = after
      } else {
        entries[index] = entries[index].deleted(at: now)
      }
    }
  }

  /// A trigger was looked for and is not there.
  mutating func noteMissing(_ id: TriggerID, at now: Instant) {
    guard let index = entries.firstIndex(where: { $0.id == id }) else { return }
    entries[index] = entries[index].deleted(at: now)
  }

  private mutating func note(_ page: Page) {
    at = page.at
    sortedFrom = page.sortedFrom
    idWidth = max(idWidth, page.rows.map { String($0.id).count }.max() ?? 0)
    for row in page.rows { unreadable[row.id] = nil }
    for row in page.unreadable { unreadable[row.id] = row.sentence }
  }

  /// Of a page read backward nobody knows what stands before its first row: that row itself says so, and gives way.
  private mutating func dropFirstAsCursor(_ page: Page, sort: TriggerSort) {
    searchedBackTo = page.scannedTo
    guard page.hasMore else {
      before = nil
      return
    }
    if let scannedTo = page.scannedTo {
      before = scannedTo
    } else if entries.count > 1 {
      before = PageCursor(entries.removeFirst().row.record, in: sort)
      viewport.first = max(0, viewport.first - 1)
    }
  }
}

extension Page {
  /// From where to read on; nil where nothing follows.
  func continuation(in sort: TriggerSort) -> PageCursor? {
    hasMore ? scannedTo ?? rows.last.map { PageCursor($0.record, in: sort) } : nil
  }
}

extension [TriggerList.Entry] {
  fileprivate func before(_ id: TriggerID) -> TriggerID? {
    guard let index = firstIndex(where: { $0.id == id }), index > 0 else { return nil }
    return self[index - 1].id
  }
}
