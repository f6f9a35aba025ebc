import TriggerCore

/// A filter as SQL conditions, equal to `TriggerFilter.matches`.
struct FilterCondition {
  let filter: TriggerFilter
  let states: StateCondition
  /// The place of the time.
  let now: String

  /// All of the filter, for rows at hand.
  func sql(_ parameters: inout ParameterList) -> String {
    var parts: [String] = []
    if !filter.states.isEmpty {
      parts.append(anyOf(TriggerState.allCases.filter(filter.states.contains).map(states.sql)))
    }
    if !filter.types.isEmpty { parts.append(anyOf(filter.types.map { match($0, "trigger_type", &parameters) })) }
    if !filter.sources.isEmpty {
      parts.append(anyOf(filter.sources.map { match($0, "coalesce(source, '')", &parameters) }))
    }
    if !filter.ids.isEmpty { parts.append(idCondition(&parameters)) }
    if let tries = filter.tries {
      let low = parameters.add(.int64(Int64(tries.lowerBound)))
      let high = parameters.add(.int64(Int64(tries.upperBound)))
      parts.append("number_of_tries BETWEEN \(low) AND \(high)")
    }
    if let within = filter.within {
      parts.append("coalesce(date_processed, date_received) >= \(since(within, &parameters))")
    }
    if let within = filter.processedWithin {
      parts.append("(date_processed IS NULL OR date_processed >= \(since(within, &parameters)))")
    }
    for word in filter.words {
      parts.append(anyOf(["trigger_type", "coalesce(source, '')"].map { match(.contains(word), $0, &parameters) }))
    }
    return parts.isEmpty ? "true" : parts.joined(separator: "\n  AND ")
  }

  /// Conditions that follow from the filter and that an index answers; the one that most often leaves few rows first.
  func indexed(_ parameters: inout ParameterList) -> [String] {
    var conditions: [String] = []
    if !filter.ids.isEmpty { conditions.append(idCondition(&parameters)) }
    if let sources = indexed(filter.sources, "source", &parameters) { conditions.append(sources) }
    if !filter.states.isEmpty, filter.states.allSatisfy(\.isUnprocessed) {
      conditions.append("date_processed IS NULL")
    }
    if let types = indexed(filter.types, "trigger_type", &parameters) { conditions.append(types) }
    if let age = filter.processedAge, isProcessedOnly {
      conditions.append("date_processed >= \(since(age, &parameters))")
    }
    return conditions
  }

  var isProcessedOnly: Bool { !filter.states.isEmpty && !filter.states.contains(where: \.isUnprocessed) }
  var isUnprocessedOnly: Bool { !filter.states.isEmpty && filter.states.allSatisfy(\.isUnprocessed) }

  func since(_ duration: Duration, _ parameters: inout ParameterList) -> String {
    "\(now) - \(parameters.add(.microseconds(duration))) * interval '1 microsecond'"
  }

  private func idCondition(_ parameters: inout ParameterList) -> String {
    anyOf(
      filter.ids.map { range in
        let low = parameters.add(.int64(range.lowerBound))
        if range.lowerBound == range.upperBound { return "id = \(low)" }
        return "id BETWEEN \(low) AND \(parameters.add(.int64(range.upperBound)))"
      })
  }

  private func match(_ match: TextMatch, _ column: String, _ parameters: inout ParameterList) -> String {
    if match.text.unicodeScalars.contains("\0") { return "false" }  // no column can hold it, nor can it be sent
    switch match {
    case .exactly(let text): return "\(column) = \(parameters.add(.text(text)))"
    case .prefix(let text): return "\(column) LIKE \(parameters.add(.text(text.likePattern + "%")))"
    case .contains(let text):
      // lower() of the collation "C" knows the ASCII letters only, as TextMatch does.
      return "strpos(lower(\(column) COLLATE \"C\"), lower(\(parameters.add(.text(text))) COLLATE \"C\")) > 0"
    }
  }

  /// Nil where no index helps: a text in the middle, or the empty text, which stands for null as well.
  private func indexed(_ matches: [TextMatch], _ column: String, _ parameters: inout ParameterList) -> String? {
    let areIndexed = matches.allSatisfy { match in
      if case .contains = match { false } else { !match.text.isEmpty }
    }
    guard !matches.isEmpty, areIndexed else { return nil }
    return anyOf(matches.map { match($0, column, &parameters) })
  }

  private func anyOf(_ conditions: [String]) -> String {
    conditions.count == 1 ? conditions[0] : "(" + conditions.joined(separator: " OR ") + ")"
  }
}

extension TextMatch {
  fileprivate var text: String {
    switch self {
    case .exactly(let text), .prefix(let text), .contains(let text): text
    }
  }
}

extension String {
  /// The text itself as a LIKE pattern.
  fileprivate var likePattern: String {
    replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
  }
}
