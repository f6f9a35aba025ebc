import TriggerCore

/// A filter as it was typed, and what it means.
struct ListFilter: Hashable, Sendable {
  var text = ""
  var parsed = TriggerFilter()

  var isEmpty: Bool { parsed == TriggerFilter() }

  init() {}

  /// - Throws: `InvalidInput` for what can't be understood.
  init(_ text: String) throws(InvalidInput) {
    self.text = text
    parsed = try TriggerFilterParser.parse(text)
  }

  /// Within a view. States and times that were typed count instead of the view's.
  func within(_ view: DashboardView, windows: CountWindows) -> TriggerFilter {
    var filter = parsed
    let base = view.filter(windows)
    if filter.states.isEmpty { filter.states = base.states }
    if filter.within == nil, parsed.states.isEmpty { filter.processedWithin = base.processedWithin }
    return filter
  }
}
