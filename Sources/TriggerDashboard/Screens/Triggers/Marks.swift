import TriggerCore

/// The triggers an action is for, by id, each as it was last seen.
struct Marks: Sendable {
  private(set) var rows: [TriggerID: Page.Row] = [:]
  /// While a range is drawn: from where, and what was marked before.
  private var range: (anchor: TriggerID, base: Set<TriggerID>)?

  var count: Int { rows.count }
  var isEmpty: Bool { rows.isEmpty }
  var isDrawingRange: Bool { range != nil }
  /// Ascending by id.
  var sorted: [Page.Row] { rows.values.sorted { $0.id < $1.id } }

  func contains(_ id: TriggerID) -> Bool { rows[id] != nil }

  mutating func toggle(_ row: Page.Row) {
    if rows.removeValue(forKey: row.id) == nil { rows[row.id] = row }
  }

  mutating func insert(_ more: some Sequence<Page.Row>) {
    for row in more { rows[row.id] = row }
  }

  mutating func remove(_ ids: some Sequence<TriggerID>) {
    for id in ids { rows[id] = nil }
  }

  mutating func removeAll() { self = Marks() }

  /// Marked rows as they are by now, so that an action is guarded by what is on screen.
  mutating func update(_ seen: some Sequence<Page.Row>) {
    for row in seen where rows[row.id] != nil { rows[row.id] = row }
  }

  mutating func beginRange(at row: Page.Row) {
    range = (row.id, Set(rows.keys))
    rows[row.id] = row
  }

  mutating func endRange() { range = nil }

  /// Marks from where the range began to the cursor, and no more of what it marked before.
  mutating func extendRange(over entries: [TriggerList.Entry], to cursor: Int) {
    guard let range else { return }
    guard let anchor = entries.firstIndex(where: { $0.id == range.anchor }) else {
      // Its beginning was scrolled out of the window: what is marked stays.
      return insert([entries[cursor].row])
    }
    rows = rows.filter { range.base.contains($0.key) }
    insert(entries[min(anchor, cursor)...max(anchor, cursor)].filter { !$0.isGone }.map(\.row))
  }
}
