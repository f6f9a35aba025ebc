import TriggerCore

/// The counts of the last minutes, for ▲▼ and sparklines.
struct Trends: Sendable {
  struct Sample: Sendable {
    var at: Instant
    var states: [TriggerState: Tally]
    var due: Tally
    /// How many of them are of which type.
    var dueByType: [String: Int]

    /// - Parameter types: nil is all.
    fileprivate func due(of types: Set<String>?) -> Int {
      types.map { types in dueByType.reduce(0) { $0 + (types.contains($1.key) ? $1.value : 0) } } ?? due.value
    }
  }

  static let span = Duration.minutes(1)
  /// Younger than this, a comparison says nothing.
  private static let shortest = Duration.seconds(10)
  private static let kept = Duration.minutes(5)

  private(set) var samples: [Sample] = []

  mutating func append(_ counts: StateCounts) {
    // A clock set back, or a server restored, begins a new history.
    if let last = samples.last, counts.at <= last.at { samples.removeAll() }
    let dueByType = Dictionary(counts.types.map { ($0.type, $0.due.value) }, uniquingKeysWith: +)
    samples.append(Sample(at: counts.at, states: counts.states, due: counts.due, dueByType: dueByType))
    samples.removeAll { counts.at.since($0.at) > Self.kept }
  }

  /// Its count means something else from now on.
  mutating func forget(_ state: TriggerState) {
    for index in samples.indices { samples[index].states[state] = nil }
  }

  /// Among the samples that know something, the one about a minute before the newest, or else the oldest.
  private func reference(_ isKnown: (Sample) -> Bool = { _ in true }) -> Sample? {
    guard let last = samples.last else { return nil }
    let known = samples.filter(isKnown)
    let reference = known.last { last.at.since($0.at) >= Self.span } ?? known.first
    return reference.flatMap { last.at.since($0.at) >= Self.shortest ? $0 : nil }
  }

  /// By how much a state's count changed within a minute; nil where that is not known, or no exact number.
  func change(of state: TriggerState) -> Int? {
    guard let old = reference({ $0.states[state] != nil })?.states[state], let new = samples.last?.states[state] else {
      return nil
    }
    return old.exactness == .exact && new.exactness == .exact ? new.value - old.value : nil
  }

  /// Due triggers that come in (or, negative, are worked off) a second, over the last minute; nil where they were not
  /// counted exactly at two times far enough apart.
  ///
  /// - Parameter types: nil is all.
  func dueGrowth(of types: Set<String>?) -> Double? {
    guard let old = reference({ $0.due.exactness == .exact }), let new = samples.last, new.due.exactness == .exact
    else {
      return nil
    }
    let apart = (new.at - new.due.age).since(old.at - old.due.age)
    return apart >= Self.shortest ? Double(new.due(of: types) - old.due(of: types)) / apart.inSeconds : nil
  }

  /// The last five minutes of a count, for a sparkline.
  struct History: Hashable, Sendable {
    /// By how much each part lies above the least of them, since what matters is the change; nil where nothing is known.
    var values: [Double?] = []
    /// What a full bar stands for: so much that a count which hardly changes reads as calm.
    var ceiling = 0.0

    var isSteady: Bool { values.allSatisfy { $0 ?? 0 == 0 } }
  }

  /// Changes by less than this fill no bar; neither do changes by less than a tenth of the count.
  private static let leastCeiling = 8.0

  /// - Parameter parts: equal ones.
  func history(of state: TriggerState, parts: Int) -> History {
    guard let last = samples.last, parts > 0 else { return History() }
    var values = [Int?](repeating: nil, count: parts)
    for sample in samples {
      let share = last.at.since(sample.at).inSeconds / Self.kept.inSeconds
      guard let tally = sample.states[state], !tally.isUnknown else { continue }
      values[parts - 1 - min(parts - 1, Int(share * Double(parts)))] = tally.value
    }
    let known = values.compactMap(\.self)
    let (least, most) = (known.min() ?? 0, known.max() ?? 0)
    return History(
      values: values.map { $0.map { Double($0 - least) } },
      ceiling: max(Double(most - least), Double(most) / 10, Self.leastCeiling))
  }
}
