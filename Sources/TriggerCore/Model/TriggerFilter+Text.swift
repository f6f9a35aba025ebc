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
