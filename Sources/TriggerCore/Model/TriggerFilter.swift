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
