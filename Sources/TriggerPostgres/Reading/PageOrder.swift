import TriggerCore

/// A sort as SQL, in the direction in which a page is read.
struct PageOrder {
  let key: TriggerSort.Key
  /// As read: a backward page of a descending list is ascending.
  let ascending: Bool
  let isBackward: Bool
  /// Whether all rows have a `process_after`, which has an index.
  private let isScheduled: Bool

  init(_ query: PageQuery) {
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
    guard let value = parameter(cursor.value) else {
      let last = "(\(expression) IS NULL AND id \(beyond) \(id))"
      return isBackward ? "(\(expression) IS NOT NULL OR \(last))" : last
    }
    let among = "(\(expression), id) \(beyond) (\(parameters.add(value)), \(id))"
    return isNullable && !isBackward ? "(\(expression) IS NULL OR \(among))" : among
  }

  /// True for rows beyond the cursor that have a value, in a form that its index answers.
  func amongPresent(_ cursor: PageCursor, _ parameters: inout ParameterList) -> String {
    guard let value = parameter(cursor.value) else { return "true" }
    return "(\(expression), id) \(beyond) (\(parameters.add(value)), \(parameters.add(.int64(cursor.id))))"
  }

  private func parameter(_ value: PageCursor.Value) -> PostgresValue? {
    switch value {
    case .integer(let value): .int64(value)
    case .text(let text): .text(text)
    case .instant(let instant): .instant(instant)
    case .missing: nil
    }
  }
}
