import TriggerCore

extension TriggerRecord {
  private static let columnNames = [
    "id", "trigger_type", "source", "date_received", "date_processed", "process_after", "number_of_tries", "successful",
  ]

  /// The columns that `init(row:)` takes, in its order.
  static let columns = columnNames.joined(separator: ", ")

  static func columns(of alias: String) -> String { columnNames.map { "\(alias).\($0)" }.joined(separator: ", ") }

  /// In place of them, where there is no row.
  static let noColumns = columnNames.map { _ in "NULL" }.joined(separator: ", ")

  /// Reads `columns`, the first of which is at `position`.
  init(row: PostgresRow, at position: Int = 0) throws {
    self.init(
      id: try row.get(position), type: try row.get(position + 1),
      source: try row.get(position + 2, as: String?.self).map(Source.init(stored:)),
      received: try row.get(position + 3),
      progress: Progress(
        processed: try row.get(position + 4), successful: try row.get(position + 7), tries: try row.get(position + 6),
        after: try row.get(position + 5)))
  }
}
