import TriggerCore

extension EffectRunner {
  /// Some 100 ms.
  private static let examinedToCount = 100_000

  /// One round. Once nothing answers the other parts are left out: a database that is gone costs one time limit, not five.
  func refresh(_ round: Refresh) async {
    let start = ContinuousClock.now
    await read(round)
    let cost = ContinuousClock.now - start
    if let processor { send(.processorStatus(await processor.status)) }
    send(.refreshed(cost))
    if let id = round.detail { await refreshHolders(of: id) }
  }

  /// Redis answers for itself: the round of the database neither waits for it nor is paid for it.
  private func refreshHolders(of id: TriggerID) async {
    guard lock != nil, !isAskingLocks else { return }
    isAskingLocks = true
    await loadHolders([id])
    isAskingLocks = false
  }

  private func read(_ round: Refresh) async {
    if round.facts {
      guard await answers({ try await store.facts() }, DashboardMessage.facts) else { return }
    }
    guard await answers({ try await store.counts(round.counts, now: nil) }, DashboardMessage.counts) else { return }
    if let load = round.page {
      guard await answers({ try await store.page(load.query, now: nil) }, { .page(load, $0) }) else { return }
    }
    if let id = round.detail {
      guard await answers({ try await store.detail(of: id, now: nil) }, { .detail(id, $0) }) else { return }
    }
    if round.overview {
      guard await answers({ try await store.processors(now: nil) }, DashboardMessage.overview) else { return }
    }
    if let filter = round.total { await count(filter, by: round.counts) }
  }

  /// What can't be counted is told as it was: only the number is missing.
  private func count(_ filter: TriggerFilter, by query: CountQuery) async {
    let start = ContinuousClock.now
    let tally = try? await store.count(
      filter, limits: query.limits, examine: Self.examinedToCount, exactWithin: query.exactWithin, now: nil)
    let cost = query.exactWithin > .zero ? ContinuousClock.now - start : .zero
    if let tally { send(.total(filter, tally, exactCost: cost)) }
  }

  /// - Returns: Whether the database answered.
  private func answers<Answer: Sendable>(
    _ call: () async throws -> Answer, _ message: (Result<Answer, StoreError>) -> DashboardMessage
  ) async -> Bool {
    let result = await result(call)
    send(message(result))
    if case .failure(let error) = result { return !error.isSilence }
    return true
  }

  func load(_ load: PageLoad) async {
    let result = await result { try await store.page(load.query, now: nil) }
    if !Task.isCancelled { send(.page(load, result)) }
  }

  func loadDetail(_ id: TriggerID, delay: Duration) async {
    guard (try? await Task.sleep(for: delay)) != nil else { return }
    let detail = await result { try await store.detail(of: id, now: nil) }
    if !Task.isCancelled { send(.detail(id, detail)) }
    if lock != nil, !Task.isCancelled { await loadHolders([id]) }
  }

  func loadDependents(_ ids: [TriggerID]) async {
    send(.dependents(ids, await result { try await store.dependents(of: ids) }))
  }

  func loadHolders(_ ids: [TriggerID]) async {
    guard let lock else { return send(.holders(ids, .success([:]))) }
    send(.holders(ids, await result { try await lock.holders(of: ids) }))
  }

  /// All rows of a filter, page by page, by id: only an order that has an index reaches them all.
  func gather(_ generation: Int, _ query: PageQuery, limit: Int) async {
    var query = query
    if query.sort.key != .id { query.sort = TriggerSort(.id, ascending: false) }
    query.limit = 1_000
    var found = 0
    while !Task.isCancelled {
      let result = await result { [query] in try await store.page(query, now: nil) }
      guard !Task.isCancelled else { return }
      switch result {
      case .failure(let error): return send(.gatheringFailed(generation: generation, error))
      case .success(let page):
        let rows = Array(page.rows.prefix(limit - found))
        found += rows.count
        query.cursor = page.continuation(in: query.sort)
        let isComplete = query.cursor == nil || found >= limit
        let wasCut = rows.count < page.rows.count || (found >= limit && query.cursor != nil)
        send(.gathered(generation: generation, rows: rows, isComplete: isComplete, wasCut: wasCut))
        if isComplete { return }
      }
    }
  }
}
