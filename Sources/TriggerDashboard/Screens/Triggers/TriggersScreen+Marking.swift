import TriggerCore

extension TriggersScreen {
  /// At most so many are marked by `*` pressed twice.
  static let gatheringLimit = 10_000

  /// Of a list that is read whole, its rows decide; else what the marked rows were when they were last seen.
  mutating func countUnseenMarks(in context: ScreenContext) {
    guard !marks.isEmpty else { return unseenMarks = 0 }
    let filter = listed(in: context)
    let isWhole = !isOutdated && list.at != nil && list.before == nil && list.after == nil
    let shown = isOutdated ? [] : Set(list.entries.lazy.filter { !$0.isGone }.map(\.id))
    unseenMarks = marks.rows.values.count { row in
      !shown.contains(row.id)
        && (isWhole || !filter.matches(row.record, limits: context.limits, now: context.now))
    }
  }

  mutating func mark(_ command: Command, in context: ScreenContext) -> [ScreenRequest] {
    switch command {
    case .mark:
      guard let row = list.cursorRow else { return [] }
      marks.endRange()
      marks.toggle(row)
      return move(.down, in: context)
    case .range:
      if marks.isDrawingRange { marks.endRange() } else if let row = list.cursorRow { marks.beginRange(at: row) }
      return []
    case .markAll: return markAll(in: context)
    case .unmark:
      let count = marks.count
      marks.removeAll()
      return [.tell(.done("Cleared \(counted(count, "mark"))."))]
    default: return clear(in: context)
    }
  }

  private mutating func markAll(in context: ScreenContext) -> [ScreenRequest] {
    let visible = list.visible(height: height(in: context)).filter { !$0.isGone }.map(\.row)
    guard visible.allSatisfy({ marks.contains($0.id) }) else {
      marks.insert(visible)
      return [.tell(.done("Marked \(visible.count) on screen; * again marks all of the filter."))]
    }
    return [.carryOut(.gather(generation: gathering.begin(), query(in: context), limit: Self.gatheringLimit))]
  }

  mutating func gather(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] {
    switch message {
    case .gathered(gathering.generation, let rows, let isComplete, let wasCut) where gathering.found != nil:
      marks.insert(rows)
      gathering.add(rows.count)
      guard isComplete, let found = gathering.found else { return [] }
      gathering.end()
      return [
        .tell(
          wasCut
            ? .refusal("Marked \(found.grouped) of the filter, the most that can be; there are more.")
            : .done("Marked all \(found.grouped) of the filter."))
      ]
    case .gatheringFailed(gathering.generation, let error) where gathering.found != nil:
      gathering.end()
      return [.tell(.trouble("Not all could be marked: \(error)"))]
    default: return []
    }
  }

  /// One thing at a time, the latest first.
  private mutating func clear(in context: ScreenContext) -> [ScreenRequest] {
    if gathering.found != nil {
      gathering.end()
      return [.carryOut(.stopGathering), .tell(.done("Stopped; \(marks.count.grouped) are marked."))]
    }
    if marks.isDrawingRange {
      marks.endRange()
    } else if !marks.isEmpty {
      marks.removeAll()
    } else if !filter.isEmpty {
      filter = ListFilter()
      return reload(in: context)
    }
    return []
  }
}
