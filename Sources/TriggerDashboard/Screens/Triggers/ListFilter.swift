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

  /// What it lets through of a view: it narrows the view's states and window, and never goes beyond them.
  func within(_ view: DashboardView, windows: CountWindows) -> TriggerFilter {
    guard !excludes(view) else { return .nothing }
    var filter = parsed
    let base = view.filter(windows)
    if filter.states.isEmpty {
      filter.states = base.states
    } else if !base.states.isEmpty {
      filter.states.formIntersection(base.states)
    }
    filter.processedWithin = base.processedWithin
    return filter
  }

  /// Whether it asks for none of the states that the view has.
  func excludes(_ view: DashboardView) -> Bool {
    !parsed.states.isEmpty && !view.states.isEmpty && parsed.states.isDisjoint(with: view.states)
  }

  /// The states that it asks for: `failed or warned`.
  var states: String {
    TriggerState.allCases.filter(parsed.states.contains).map(\.rawValue).joined(separator: " or ")
  }
}
