/// The search for *all of the filter*. What answers to an older one is dropped.
struct Gathering: Sendable {
  private(set) var generation = 0
  /// How many rows were found so far; nil while none are looked for.
  private(set) var found: Int?

  mutating func begin() -> Int {
    generation += 1
    found = 0
    return generation
  }

  mutating func add(_ count: Int) { found = (found ?? 0) + count }

  mutating func end() { found = nil }
}
