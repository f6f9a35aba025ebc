import Synchronization

/// What is due and not run, and why: each told once when that begins, and once when it ends.
final class PassedOver: Sendable {
  private struct State {
    /// Locked by somebody else when last asked for.
    var locked = LockedTriggers()
    var barred = BarredTriggers()
    var unreadable: Set<TriggerID> = []
  }

  private let equipment: Equipment
  private let state = Mutex(State())

  private var settings: ProcessorSettings { equipment.settings }
  private var hub: EventHub { equipment.hub }

  init(_ equipment: Equipment) { self.equipment = equipment }

  /// Something is due that claims have passed over for long: nobody here can lock it.
  var isBarred: Bool { state.withLock { $0.barred.isTold } }
  /// Triggers whose data could not be read when last claimed.
  var unreadable: Set<TriggerID> { state.withLock { $0.unreadable } }

  /// - Parameter isPassedOver: a claim got nothing though something is due.
  func note(isPassedOver: Bool) {
    let patience = settings.lease * 2 + settings.hold
    let uptime = equipment.clock.uptime
    guard state.withLock({ $0.barred.note(isPassedOver: isPassedOver, at: uptime, patience: patience) }) else { return }
    hub.emit(
      .skipped, .warning,
      "Something is due that can't be locked: another transaction holds its row, or this role may read it but not change it."
    )
  }

  /// What of a batch was not run. A lock without an end is told: its holder may be gone. One that ends by itself, or
  /// that somebody has only just taken, is a neighbour at work.
  func tell(_ batch: Intake.Batch) async {
    tellUnreadable(batch)
    let uptime = equipment.clock.uptime
    // A locked trigger is met with once a hold, unless slots are all busy.
    let ended = state.withLock { state in
      state.locked.isEmpty
        ? []
        : state.locked.end(
          batch.leases.map(\.id) + batch.refused.map(\.record.id), notSeenSince: uptime - settings.hold * 6)
    }
    for record in ended {
      hub.emit(.skipped, .info, "\(record.name) is not locked by somebody else any more.", of: record)
    }
    let met = state.withLock { $0.locked.meet(batch.locked, at: uptime) }
    guard !met.isEmpty, let holders = try? await equipment.lock?.holders(of: met),
      let records = try? await equipment.store.records(ids: met)
    else { return }
    let now = Instant.now
    for record in records {
      let holder = holders[record.id]
      let isOld = holder?.since.map { now.since($0) >= settings.hold } ?? false
      let isTold = meet(record, isOld: isOld, isEndless: holder.map { $0.expiresIn == nil } ?? false)
      let why = holder?.clause(of: record.id, at: now) ?? "somebody else had its lock"
      hub.emit(.skipped, isTold ? .notice : .debug, "\(record.name) is passed over: \(why).", of: record)
    }
  }

  /// What dead processors left whose locks never end.
  func tellLeft(_ ids: [TriggerID], _ holders: [TriggerID: LockHolder]) async {
    let uptime = equipment.clock.uptime
    let news = state.withLock { $0.locked.meet(ids, at: uptime) }
    guard !news.isEmpty, let records = try? await equipment.store.records(ids: news) else { return }
    for record in records {
      let isTold = meet(record, isOld: true, isEndless: true)
      let why = holders[record.id]?.clause(of: record.id, at: .now) ?? "somebody else has its lock"
      hub.emit(
        .skipped, isTold ? .notice : .debug, "\(record.name) was left behind, but is not taken over: \(why).",
        of: record)
    }
  }

  private func meet(_ record: TriggerRecord, isOld: Bool, isEndless: Bool) -> Bool {
    let uptime = equipment.clock.uptime
    return state.withLock { $0.locked.note(record, isOld: isOld, isEndless: isEndless, at: uptime) }
  }

  /// A type of which nothing here may be read is left alone for a growing pause; others may run it meanwhile.
  private func tellUnreadable(_ batch: Intake.Batch) {
    state.withLock { state in
      if !state.unreadable.isEmpty { state.unreadable.subtract(batch.leases.map(\.id)) }
      state.unreadable.formUnion(batch.unreadable.map(\.record.id))
    }
    guard !batch.unreadable.isEmpty else { return }
    let readable = Set(batch.leases.map(\.type))
    for (record, problem) in batch.unreadable {
      let isOfType = problem.isOfRole && !readable.contains(record.type)
      let isKnown = isOfType && equipment.trouble.shortages[record.type] != nil
      hub.emit(.skipped, isKnown ? .debug : .warning, "\(record.name) is not run: \(problem)", of: record)
      if isOfType { equipment.trouble.note(MachineShortage(problem.description), of: record) }
    }
  }
}

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

  var isEmpty: Bool { entries.isEmpty }

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

/// That something is due which claims pass over: another transaction holds its row, or row security lets this role see
/// it and not lock it. Told once, when it has lasted.
struct BarredTriggers {
  /// The processor's clock.
  private var since: Duration?
  private(set) var isTold = false

  /// - Parameters:
  ///   - isPassedOver: a claim got nothing though something is due.
  ///   - patience: what a dead processor left is passed over as well, until it is rescued.
  /// - Returns: whether it is to be told now.
  mutating func note(isPassedOver: Bool, at uptime: Duration, patience: Duration) -> Bool {
    guard isPassedOver else {
      (since, isTold) = (nil, false)
      return false
    }
    let began = since ?? uptime
    since = began
    guard !isTold, uptime - began >= patience else { return false }
    isTold = true
    return true
  }
}
