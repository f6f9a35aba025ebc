import TerminalUI
import TriggerCore

/// A window of a list that may have a million rows: a few pages around the cursor, read by keyset.
///
/// Cursor and marks are held by id. Nothing moves under the cursor: when rows come and go it keeps its place on screen,
/// and rows that left stay, dimmed, until the cursor moves.
struct TriggerList: Sendable {
  struct Entry: Hashable, Sendable, Identifiable {
    var row: Page.Row
    /// No longer part of the list.
    var isGone = false
    /// When it was found that the trigger does not exist any more.
    var deleted: Instant?

    var id: TriggerID { row.id }

    /// The row as it was last seen, but for the claim: that has ended, or nobody watches it any more.
    var gone: Entry {
      var row = row
      row.running = nil
      return Entry(row: row, isGone: true, deleted: deleted)
    }

    func deleted(at now: Instant) -> Entry {
      var entry = gone
      entry.deleted = deleted ?? now
      return entry
    }
  }

  /// Beyond this, rows far from the cursor are forgotten.
  static let capacity = 500

  var entries: [Entry] = []
  /// What the entries were read for.
  var filter: TriggerFilter?
  /// The place after which the window begins, for reading it again; nil where the list begins with it.
  var before: PageCursor?
  /// Where a search backward stopped: all between it and the window was looked at.
  var searchedBackTo: PageCursor?
  /// Read on from here; nil where the list ends with the window.
  var after: PageCursor?
  /// Digits of the longest id since the list began; it never shrinks, lest columns move as one scrolls.
  var idWidth = 0
  var cursorID: TriggerID?
  var viewport = Viewport()
  /// When the rows were read, by the database's clock.
  var at: Instant?
  /// The order holds only among rows from this id on (`Page.sortedFrom`).
  var sortedFrom: TriggerID?
  /// Rows that belong to the list but can't be read, each with the reason.
  var unreadable: [TriggerID: String] = [:]
  /// How many pages in a row were read without filling the screen.
  var fruitlessPages = 0

  var isEmpty: Bool { entries.isEmpty }

  var isSortedWithinWindow: Bool { sortedFrom != nil }

  /// The cursor's place among the entries.
  var cursor: Int? { cursorID.flatMap { id in entries.firstIndex { $0.id == id } } }

  var cursorEntry: Entry? { cursor.map { entries[$0] } }

  var cursorRow: Page.Row? { cursorEntry?.row }

  /// The cursor's place among the rows that are still part of the list, from 1; nil where it is on none of them.
  var cursorPlace: Int? {
    guard let cursor, !entries[cursor].isGone else { return nil }
    return entries[...cursor].count { !$0.isGone }
  }

  func visible(height: Int) -> ArraySlice<Entry> {
    let first = min(max(0, viewport.first), entries.count)
    return entries[first..<min(entries.count, first + max(0, height))]
  }
}

// MARK: - Moving

extension TriggerList {
  /// Moves the cursor by some rows that are still part of the list; those that left are dropped.
  ///
  /// - Returns: by how many rows more it would have moved had the window not ended.
  @discardableResult
  mutating func move(by offset: Int, height: Int) -> Int {
    guard offset != 0, let start = cursor else {
      selectFirst(height: height)
      return 0
    }
    let live = entries.indices.filter { !entries[$0].isGone }
    guard !live.isEmpty else { return 0 }
    let position: Int
    if entries[start].isGone {
      let next = live.firstIndex { $0 > start } ?? live.count
      position = offset > 0 ? next + offset - 1 : next + offset
    } else {
      position = (live.firstIndex(of: start) ?? 0) + offset
    }
    let reached = max(0, min(live.count - 1, position))
    select(live[reached], height: height)
    return position - reached
  }

  mutating func selectFirst(height: Int) {
    guard let first = entries.firstIndex(where: { !$0.isGone }) else { return }
    select(first, height: height)
  }

  mutating func selectLast(height: Int) {
    guard let last = entries.lastIndex(where: { !$0.isGone }) else { return }
    select(last, height: height)
  }

  /// - Returns: Whether the window has it.
  mutating func select(id: TriggerID, height: Int) -> Bool {
    guard let index = entries.firstIndex(where: { $0.id == id }) else { return false }
    select(index, height: height)
    return true
  }

  private mutating func select(_ index: Int, height: Int) {
    cursorID = entries[index].id
    var top = viewport
    top.reveal(index, height: height, count: entries.count)
    // Where the row that is now the cursor's stands on screen; it stays there when gone rows vanish above it.
    let offset = index - top.first
    let stays = cursorID
    entries.removeAll { $0.isGone && $0.id != stays }
    keepCursor(atOffset: offset, height: height)
  }

  mutating func keepCursor(atOffset offset: Int, height: Int) {
    guard let cursor else { return }
    viewport.first = max(0, cursor - max(0, offset))
    viewport.reveal(cursor, height: height, count: entries.count)
  }

  /// How far below the top of the screen the cursor stands.
  var cursorOffset: Int { cursor.map { $0 - viewport.first } ?? 0 }
}
