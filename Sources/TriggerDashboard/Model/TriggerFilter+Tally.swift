import TriggerCore

extension TriggerFilter {
  /// How many rows it matches as far as the tiles tell: nil where it asks for more than states within their windows.
  func tally(in counts: StateCounts, _ windows: CountWindows) -> Tally? {
    guard !states.isEmpty, self == TriggerFilter(states: states, processedWithin: processedWithin) else { return nil }
    if states.contains(.failed), processedWithin != windows.failed { return nil }
    if states.contains(.succeeded), processedWithin != windows.done { return nil }
    let tallies = states.compactMap { counts.states[$0] }
    return tallies.count == states.count ? tallies.reduce(Tally(0), +) : nil
  }
}
