import GRDB
import TriggerCore

/// A filter's meaning in SQL, equal to `TriggerFilter.matches`. Columns are those of `djtriggers_trigger t`.
struct FilterSQL {
  let filter: TriggerFilter
  let limits: TryLimits
  let now: Instant

  static func state(limits: TryLimits, now: Instant) -> SQL {
    """
    CASE WHEN t.date_processed IS NOT NULL THEN CASE WHEN t.successful = 0 THEN 'failed' ELSE 'succeeded' END
    WHEN t.number_of_tries > \(limits.warning) THEN 'warned' WHEN t.number_of_tries >= 1 THEN 'failing'
    WHEN t.process_after IS NULL OR t.process_after < \(now.storedText) THEN 'pending' ELSE 'scheduled' END
    """
  }

  /// All that the filter asks.
  var condition: SQL {
    var parts: [SQL] = []
    if !filter.states.isEmpty {
      parts.append("(\(Self.state(limits: limits, now: now))) IN \(filter.states.map(\.rawValue))")
    }
    parts += any(filter.types.map { match($0, "t.trigger_type") })
    parts += any(filter.sources.map { match($0, Self.sourceText) })
    parts += any(filter.ids.map { "t.id BETWEEN \($0.lowerBound) AND \($0.upperBound)" })
    if let tries = filter.tries {
      parts.append("t.number_of_tries BETWEEN \(tries.lowerBound) AND \(tries.upperBound)")
    }
    if let within = filter.within {
      let time: SQL = "coalesce(t.date_processed, t.date_received)"
      parts.append("\(time) BETWEEN \((now - within).storedText) AND \(now.storedText)")
    }
    if let oldest = filter.processedWithin.map({ (now - $0).storedText }) {
      parts.append("(t.date_processed IS NULL OR t.date_processed BETWEEN \(oldest) AND \(now.storedText))")
    }
    parts += filter.words.map { word in
      "(\(match(.contains(word), "t.trigger_type")) OR \(match(.contains(word), Self.sourceText)))"
    }
    return parts.isEmpty ? "TRUE" : parts.joined(separator: " AND ")
  }

  /// What of it narrows the rows to be examined through one index.
  var universe: SQL {
    if let first = filter.ids.map(\.lowerBound).min(), let last = filter.ids.map(\.upperBound).max() {
      return "t.id BETWEEN \(first) AND \(last)"
    }
    if isUnprocessedOnly { return "t.date_processed IS NULL" }
    if filter.types.count == 1, case .exactly(let type)? = filter.types.first {
      return match(.exactly(type), "t.trigger_type")
    }
    return "TRUE"
  }

  /// The ids of all rows that can match, at most so many, found through one index or two; nil where none narrows them.
  func gathered(limit: Int) -> SQL? {
    let conditions: [SQL]
    if !filter.ids.isEmpty {
      conditions = [universe]
    } else if let source {
      conditions = [source]
    } else if isScheduledOnly {
      conditions = ["t.process_after >= \(now.storedText)"]
    } else if isUnprocessedOnly {
      conditions = [universe]
    } else if let oldest = oldestProcessed {
      conditions = (isProcessedOnly ? [] : ["t.date_processed IS NULL"]) + ["t.date_processed >= \(oldest)"]
    } else if !filter.types.isEmpty {
      conditions = [universe]
    } else {
      return nil
    }
    let queries: [SQL] = conditions.map { "SELECT t.id FROM djtriggers_trigger t WHERE \($0)" }
    return "SELECT id FROM (\(queries.joined(separator: " UNION ALL ")) LIMIT \(limit))"
  }

  /// Indexes that between them find all rows that can match, each row once.
  var indexes: [IndexParts.Index] {
    guard filter.ids.isEmpty, !isUnprocessedOnly, let oldest = oldestProcessed else {
      return [.byID(source ?? universe)]
    }
    return (isProcessedOnly ? [] : [.byID("t.date_processed IS NULL")]) + [.processedSince(oldest)]
  }

  private var source: SQL? {
    guard filter.sources.count == 1, case .exactly(let text)? = filter.sources.first, !text.isEmpty else { return nil }
    return match(.exactly(text), "t.source")
  }

  /// Whether what can match lies scattered over the ids, though an index or two find it.
  var isScattered: Bool { filter.ids.isEmpty && !isUnprocessedOnly && oldestProcessed != nil }

  /// Then each row that matches has a `process_after`.
  var isScheduledOnly: Bool { filter.states == [.scheduled] }
  var isUnprocessedOnly: Bool { !filter.states.isEmpty && filter.states.allSatisfy(\.isUnprocessed) }
  var isProcessedOnly: Bool { !filter.states.isEmpty && !filter.states.contains(where: \.isUnprocessed) }

  /// The oldest `date_processed` that counts, nil for any.
  var oldestProcessed: String? { filter.processedAge.map { (now - $0).storedText } }

  private static let sourceText: SQL = "coalesce(t.source, '')"

  private func any(_ alternatives: [SQL]) -> [SQL] {
    alternatives.isEmpty ? [] : ["(\(alternatives.joined(separator: " OR ")))"]
  }

  /// SQLite's `lower` folds ASCII only, and its texts compare byte by byte. No column holds NUL, and none can be bound.
  private func match(_ match: TextMatch, _ column: SQL) -> SQL {
    switch match {
    case .exactly(let text), .prefix(let text), .contains(let text):
      if text.unicodeScalars.contains("\0") { return "FALSE" }
    }
    return switch match {
    case .exactly(let text): "\(column) = \(text)"
    case .prefix(let text): "substr(\(column), 1, length(\(text))) = \(text)"
    case .contains(let text): "instr(lower(\(column)), lower(\(text))) > 0"
    }
  }
}
