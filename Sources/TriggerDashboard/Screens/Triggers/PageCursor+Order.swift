import TriggerCore

extension PageCursor {
  /// Whether this place comes after another in `sort`. Texts are compared by code point, so that for a database of
  /// another collation this is an approximation, good enough to tell rows that a page did not reach.
  ///
  /// - Parameter sortedFrom: rows before this id follow the others, the newest first (`Page.sortedFrom`).
  func follows(_ other: PageCursor, in sort: TriggerSort, sortedFrom: TriggerID? = nil) -> Bool {
    if let sortedFrom, id < sortedFrom || other.id < sortedFrom { return id < other.id }
    switch (value, other.value) {
    case (.missing, .missing): return follows(id, other.id, sort)
    case (.missing, _): return true
    case (_, .missing): return false
    case (.integer(let mine), .integer(let theirs)) where mine != theirs: return follows(mine, theirs, sort)
    case (.instant(let mine), .instant(let theirs)) where mine != theirs: return follows(mine, theirs, sort)
    case (.text(let mine), .text(let theirs)) where mine != theirs:
      let isLater = theirs.unicodeScalars.lexicographicallyPrecedes(mine.unicodeScalars)
      return isLater == sort.ascending
    default: return follows(id, other.id, sort)
    }
  }

  private func follows<Value: Comparable>(_ mine: Value, _ theirs: Value, _ sort: TriggerSort) -> Bool {
    sort.ascending ? mine > theirs : mine < theirs
  }
}
