import TriggerCore

/// Which page the list waits for. What answers to an older generation is dropped.
struct PageLoading: Sendable {
  static let limit = 150

  private(set) var generation = 0
  private(set) var pending: PageLoad?
  private(set) var landing = TriggerList.Landing.keep
  /// The pending page could not be had: the next round asks for it again.
  private(set) var hasFailed = false
  /// Why the database would not give the last page.
  private(set) var refusal: String?

  mutating func begin(_ purpose: PageLoad.Purpose, _ query: PageQuery, landing: TriggerList.Landing = .keep)
    -> PageLoad
  {
    generation += 1
    let load = PageLoad(generation: generation, purpose: purpose, query: query)
    pending = load
    self.landing = landing
    hasFailed = false
    return load
  }

  /// - Returns: Whether the list wants the answer.
  mutating func takes(_ load: PageLoad) -> Bool { load.generation == generation }

  mutating func finish(_ load: PageLoad) {
    if load == pending { pending = nil }
    hasFailed = false
    refusal = nil
  }

  /// - Returns: A refusal that is news.
  mutating func fail(_ load: PageLoad, _ error: StoreError) -> String? {
    if load == pending { hasFailed = true }
    let old = refusal
    refusal = error.isSilence ? nil : error.description
    return refusal == old ? nil : refusal
  }
}
