import TriggerCore

/// A filter as SQL conditions, equal to `TriggerFilter.matches`.
struct FilterCondition {
  let filter: TriggerFilter
  let states: StateCondition
  /// The place of the time.
  let now: String
  /// Whether `PostgresExtra.failedIndex` is there.
  let hasFailedIndex: Bool
  let encoding: ServerEncoding

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
      parts.append("coalesce(date_processed, date_received) BETWEEN \(since(within, &parameters)) AND \(now)")
    }
    if let within = filter.processedWithin {
      parts.append("(date_processed IS NULL OR date_processed BETWEEN \(since(within, &parameters)) AND \(now))")
    }
    for word in filter.words {
      parts.append(anyOf(["trigger_type", "coalesce(source, '')"].map { match(.contains(word), $0, &parameters) }))
    }
    return parts.isEmpty ? "true" : parts.joined(separator: "\n  AND ")
  }

  /// What follows from the filter and an index answers; what most often leaves few rows first.
  ///
  /// - Parameter states: whether parts that follow from the states are among them.
  func indexed(_ parameters: inout ParameterList, states: Bool = true) -> [IndexedRows] {
    var parts: [IndexedRows] = []
    if !filter.ids.isEmpty { parts.append(IndexedRows(idCondition(&parameters))) }
    if let sources = indexed(filter.sources, "source", &parameters) { parts.append(IndexedRows(sources)) }
    if states { parts += indexedByState(&parameters) }
    if let types = indexed(filter.types, "trigger_type", &parameters) { parts.append(IndexedRows(types)) }
    return parts
  }

  private func indexedByState(_ parameters: inout ParameterList) -> [IndexedRows] {
    var parts: [IndexedRows] = []
    if isScheduledOnly { parts.append(IndexedRows("process_after >= \(now)")) }
    if isUnprocessedOnly { parts.append(IndexedRows("date_processed IS NULL")) }
    let isFailedOnly = hasFailedIndex && !filter.states.isEmpty && !filter.states.contains(.succeeded)
    let failed = isFailedOnly ? "date_processed IS NOT NULL AND successful IS FALSE" : nil
    if let age = filter.processedAge, !isUnprocessedOnly {
      let processed = [failed, "date_processed >= \(since(age, &parameters))"].compactMap(\.self)
        .joined(separator: " AND ")
      parts.append(isProcessedOnly ? IndexedRows(processed) : IndexedRows("date_processed IS NULL", or: processed))
    } else if let failed, isProcessedOnly {
      parts.append(IndexedRows(failed))
    }
    return parts
  }

  var isProcessedOnly: Bool { !filter.states.isEmpty && !filter.states.contains(where: \.isUnprocessed) }
  /// Then each row that matches has a `process_after`.
  var isScheduledOnly: Bool { filter.states == [.scheduled] }
  var isUnprocessedOnly: Bool { !filter.states.isEmpty && filter.states.allSatisfy(\.isUnprocessed) }

  /// Of more time than the server's calendar reaches back: the beginning of time.
  func since(_ duration: Duration, _ parameters: inout ParameterList) -> String {
    if duration > .longestWindow { return "timestamptz '-infinity'" }
    return "\(now) - \(parameters.add(.microseconds(duration))) * interval '1 microsecond'"
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
    if !encoding.holds(match.text) { return "false" }  // no column can hold it, nor can it be sent
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

/// Rows that one index finds, or two of which none finds a row of the other's.
struct IndexedRows {
  private let conditions: [String]

  init(_ condition: String) { conditions = [condition] }
  init(_ first: String, or second: String) { conditions = [first, second] }

  /// As a condition on a row.
  var sql: String { conditions.count == 1 ? conditions[0] : "((\(conditions.joined(separator: ") OR ("))))" }

  /// A query for at most so many of them.
  func rows(of table: String, limit: Int) -> String {
    let queries = conditions.map { "SELECT \(TriggerRecord.columns) FROM \(table) WHERE \($0) LIMIT \(limit)" }
    return queries.count == 1 ? queries[0] : "(\(queries.joined(separator: ") UNION ALL ("))) LIMIT \(limit)"
  }
}

extension Duration {
  /// PostgreSQL's time begins in 4713 BC.
  static let longestWindow = Duration.days(365 * 4_000)
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
