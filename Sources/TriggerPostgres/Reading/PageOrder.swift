import TriggerCore

/// A sort as SQL, in the direction in which a page is read.
struct PageOrder {
  let key: TriggerSort.Key
  /// As read: a backward page of a descending list is ascending.
  let ascending: Bool
  let isBackward: Bool
  /// Whether all rows have a `process_after`, which has an index.
  private let isScheduled: Bool
  private let trigger: String

  /// - Parameter trigger: the table's qualified name.
  init(_ query: PageQuery, trigger: String) {
    self.trigger = trigger
    key = query.sort.key
    isScheduled = query.filter.states == [.scheduled]
    isBackward = query.direction == .backward
    ascending = query.sort.ascending != isBackward
  }

  private var word: String { ascending ? "ASC" : "DESC" }
  private var beyond: String { ascending ? ">" : "<" }

  private var expression: String {
    switch key {
    case .id: "id"
    case .type: "trigger_type COLLATE \"C\""
    case .source: "source COLLATE \"C\""
    case .tries: "number_of_tries"
    case .due: isScheduled ? "process_after" : "coalesce(process_after, date_received)"
    case .received: "date_received"
    case .processed: "date_processed"
    }
  }

  /// Whether an index has it, at any size.
  var isIndexed: Bool { key == .id || key == .processed || key == .due && isScheduled }

  private var isNullable: Bool { key == .source || key == .processed }

  /// Missing values stand last in the list, hence first when it is read backward.
  var orderBy: String {
    if key == .id { return "id \(word)" }
    let missing = isNullable ? "(\(expression) IS NULL) \(isBackward ? "DESC" : "ASC"), " : ""
    return "\(missing)\(expression) \(word), id \(word)"
  }

  /// True for rows beyond the cursor.
  func condition(_ cursor: PageCursor, _ parameters: inout ParameterList) -> String {
    let id = parameters.add(.int64(cursor.id))
    if key == .id { return "id \(beyond) \(id)" }
    guard let value = value(of: cursor, id, &parameters) else {
      let last = "(\(expression) IS NULL AND id \(beyond) \(id))"
      return isBackward ? "(\(expression) IS NOT NULL OR \(last))" : last
    }
    let among = "(\(expression), id) \(beyond) (\(value), \(id))"
    return isNullable && !isBackward ? "(\(expression) IS NULL OR \(among))" : among
  }

  /// True for rows beyond the cursor that have a value, in a form that its index answers.
  func amongPresent(_ cursor: PageCursor, _ parameters: inout ParameterList) -> String {
    let id = parameters.add(.int64(cursor.id))
    guard let value = value(of: cursor, id, &parameters) else { return "true" }
    return "(\(expression), id) \(beyond) (\(value), \(id))"
  }

  private func value(of cursor: PageCursor, _ id: String, _ parameters: inout ParameterList) -> String? {
    switch cursor.value {
    case .integer(let value): return parameters.add(.int64(value))
    case .text(let text):
      let value = parameters.add(.text(text))
      guard text.unicodeScalars.contains("\u{FFFD}") else { return value }
      // It may stand for bytes that are no text; where these are among others, only the row itself can tell.
      return "coalesce((SELECT \(expression) FROM \(trigger) WHERE id = \(id)), \(value))"
    case .instant(let instant): return parameters.add(.instant(instant))
    case .missing: return nil
    }
  }
}
