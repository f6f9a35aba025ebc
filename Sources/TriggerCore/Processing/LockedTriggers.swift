/// Triggers that are due but whose locks somebody else holds: told once when that begins and once when it ends.
struct LockedTriggers {
  private struct Entry {
    var record: TriggerRecord
    var meetings: Int
    var isTold: Bool
    /// The processor's clock.
    var seen: Duration
  }

  private var entries: [TriggerID: Entry] = [:]

  /// - Returns: of those met with locked, the ones of which something may be to be told.
  mutating func meet(_ ids: [TriggerID], at uptime: Duration) -> [TriggerID] {
    ids.filter { id in
      entries[id]?.seen = uptime
      return entries[id].map { !$0.isTold && $0.meetings == 1 } ?? true
    }
  }

  /// - Parameter isOld: its holder is no neighbour who has just begun.
  /// - Returns: whether it is to be told now.
  mutating func note(_ record: TriggerRecord, isOld: Bool, isEndless: Bool, at uptime: Duration) -> Bool {
    let meetings = (entries[record.id]?.meetings ?? 0) + 1
    let isTold = isEndless && (isOld || meetings > 1)
    entries[record.id] = Entry(record: record, meetings: meetings, isTold: isTold, seen: uptime)
    return isTold
  }

  /// - Parameters:
  ///   - ids: got by now.
  ///   - limit: others not met with since then were run or changed by somebody else.
  /// - Returns: those that were told of, by ascending id.
  mutating func end(_ ids: some Sequence<TriggerID>, notSeenSince limit: Duration) -> [TriggerRecord] {
    let got = Set(ids)
    let ended = entries.values.filter { got.contains($0.record.id) || $0.seen < limit }
    for entry in ended { entries[entry.record.id] = nil }
    return ended.filter(\.isTold).map(\.record).sorted { $0.id < $1.id }
  }
}
