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
    parts += any(filter.sources.map { match($0, Self.source) })
    parts += any(filter.ids.map { "t.id BETWEEN \($0.lowerBound) AND \($0.upperBound)" })
    if let tries = filter.tries {
      parts.append("t.number_of_tries BETWEEN \(tries.lowerBound) AND \(tries.upperBound)")
    }
    if let within = filter.within {
      parts.append("coalesce(t.date_processed, t.date_received) >= \((now - within).storedText)")
    }
    if let oldest = filter.processedWithin.map({ (now - $0).storedText }) {
      parts.append("(t.date_processed IS NULL OR t.date_processed >= \(oldest))")
    }
    parts += filter.words.map { word in
      "(\(match(.contains(word), "t.trigger_type")) OR \(match(.contains(word), Self.source)))"
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

  var isUnprocessedOnly: Bool { !filter.states.isEmpty && filter.states.allSatisfy(\.isUnprocessed) }
  var isProcessedOnly: Bool { !filter.states.isEmpty && !filter.states.contains(where: \.isUnprocessed) }

  /// The oldest `date_processed` that counts, nil for any.
  var oldestProcessed: String? { filter.processedAge.map { (now - $0).storedText } }

  private static let source: SQL = "coalesce(t.source, '')"

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
