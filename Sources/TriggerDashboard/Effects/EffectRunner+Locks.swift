import TriggerCore

extension EffectRunner {
  func loadStuckLocks() async {
    defer { lockSearchEnded() }
    guard let stuckLocks else { return }
    let found = await result {
      let locks = try await stuckLocks.stuck(olderThan: StuckLock.suspiciousAge)
      let records = try await store.records(ids: locks.locks.map(\.id))
      let types = Dictionary(records.map { ($0.id, $0.type) }, uniquingKeysWith: { first, _ in first })
      return FoundLocks(locks: locks, types: types)
    }
    if !Task.isCancelled { send(.stuckLocks(found)) }
  }

  func release(_ locks: [StuckLock]) async {
    guard let stuckLocks else { return }
    let answer = await result { try await stuckLocks.release(stuck: locks) }
    send(.locksReleased(locks, answer))
    guard case .success(let released) = answer, !released.isEmpty else { return }
    let trouble: String?
    if await keepsNoJournal {
      trouble = await note(.release(released))
    } else {
      let noted = await result {
        try await (store as? any TriggerJournal)?.note(released: released, by: options.operator, now: nil)
      }
      trouble = if case .failure(let error) = noted { "Released, but not noted: \(error)" } else { nil }
    }
    if let trouble { send(.notJournaled(trouble)) }
  }
}
