/// Which triggers a view, a page or an action is about. Parts are joined by *and*, alternatives within a part by
/// *or*; an empty part excludes nothing.
public struct TriggerFilter: Hashable, Sendable {
  public var states: Set<TriggerState>
  public var types: [TextMatch]
  public var sources: [TextMatch]
  public var ids: [ClosedRange<TriggerID>]
  public var tries: ClosedRange<Int>?
  /// Each must occur in the type or in the source.
  public var words: [String]
  /// Processed within this time before now, or while unprocessed received within it. What lies ahead is not within.
  public var within: Duration?
  /// Processed rows count only if processed within this time before now; unprocessed ones always do. It is the window
  /// of views; nobody types it.
  public var processedWithin: Duration?

  public init(
    states: Set<TriggerState> = [], types: [TextMatch] = [], sources: [TextMatch] = [],
    ids: [ClosedRange<TriggerID>] = [], tries: ClosedRange<Int>? = nil, words: [String] = [],
    within: Duration? = nil, processedWithin: Duration? = nil
  ) {
    self.states = states
    self.types = types
    self.sources = sources
    self.ids = ids
    self.tries = tries
    self.words = words
    self.within = within
    self.processedWithin = processedWithin
  }
}

extension TriggerFilter {
  /// Matches nothing, at the cost of looking one id up: no trigger has it.
  public static let nothing = TriggerFilter(ids: [TriggerID.min...TriggerID.min])

  /// How long ago a processed row may have been processed; nil for any time.
  package var processedAge: Duration? { [within, processedWithin].compactMap(\.self).min() }
}

extension TriggerFilter {
  /// The filter's meaning, which every store's SQL must equal.
  public func matches(_ record: TriggerRecord, limits: TryLimits, now: Instant) -> Bool {
    guard states.isEmpty || states.contains(record.state(limits: limits, now: now)) else { return false }
    guard types.isEmpty || types.contains(where: { $0.matches(record.type) }) else { return false }
    guard sources.isEmpty || sources.contains(where: { $0.matches(record.source?.text ?? "") }) else { return false }
    guard ids.isEmpty || ids.contains(where: { $0.contains(record.id) }) else { return false }
    if let tries, !tries.contains(record.tries) { return false }
    func lies(_ time: Instant, within age: Duration) -> Bool { time >= now - age && time <= now }
    if let within, !lies(record.processed ?? record.received, within: within) { return false }
    if let age = processedWithin, let processed = record.processed, !lies(processed, within: age) { return false }
    return words.allSatisfy { word in
      TextMatch.contains(word).matches(record.type) || TextMatch.contains(word).matches(record.source?.text ?? "")
    }
  }
}

extension TextMatch {
  public func matches(_ text: String) -> Bool {
    switch self {
    case .exactly(let wanted): text.unicodeScalars.elementsEqual(wanted.unicodeScalars)
    case .prefix(let wanted): text.unicodeScalars.starts(with: wanted.unicodeScalars)
    case .contains(let wanted): contains(wanted.asciiLowercased, in: text.asciiLowercased)
    }
  }

  private func contains(_ needle: [UInt8], in hay: [UInt8]) -> Bool {
    guard needle.count <= hay.count else { return false }
    return (0...(hay.count - needle.count)).contains { hay[$0...].starts(with: needle) }
  }
}

extension String {
  fileprivate var asciiLowercased: [UInt8] { utf8.map { (65...90).contains($0) ? $0 + 32 : $0 } }
}

extension TriggerFilter {
  /// The filter as an operator would type it, without `processedWithin`; `TriggerFilterParser` reads it back.
  public var text: String {
    var terms = words.map(FilterTerm.quoted)
    if !states.isEmpty {
      terms.append("state:" + TriggerState.allCases.filter(states.contains).map(\.rawValue).joined(separator: ","))
    }
    if !types.isEmpty { terms.append("type:" + types.map(\.filterText).joined(separator: ",")) }
    if !sources.isEmpty { terms.append("source:" + sources.map(\.filterText).joined(separator: ",")) }
    if !ids.isEmpty { terms.append("id:" + ids.map(\.filterText).joined(separator: ",")) }
    if let tries { terms.append("tries:" + tries.filterText) }
    if let within { terms.append("within:" + within.shorthand) }
    return terms.joined(separator: " ")
  }
}

extension TextMatch {
  fileprivate var filterText: String {
    switch self {
    case .exactly(let text): FilterTerm.quoted(text)
    case .prefix(let text): FilterTerm.quoted(text) + "*"
    case .contains(let text): "~" + FilterTerm.quoted(text)
    }
  }
}

extension ClosedRange where Bound: FixedWidthInteger {
  fileprivate var filterText: String {
    if lowerBound == upperBound { return "\(lowerBound)" }
    if lowerBound == .min { return "<=\(upperBound)" }
    return upperBound == .max ? ">=\(lowerBound)" : "\(lowerBound)-\(upperBound)"
  }
}
