import TriggerCore

extension PostgresServerError {
  /// The table, quoted, in which a new row got an id that another has: its sequence lags behind it, as after rows were
  /// restored with their ids. Nil for other errors, and for tables whose ids may come from somewhere else. Reads the
  /// detail: columns are there in every language.
  var tableWithTakenID: String? {
    guard sqlState == "23505", let schema, let table, detail?.contains("(id)=(") == true,
      table.hasPrefix("djtriggers_") || table.hasPrefix("triggertop_")
    else { return nil }
    return TableNames(schema: schema).qualified(table)
  }

  /// That, with the statement that sets the sequence right; nil for other errors.
  ///
  /// - Parameter sequence: its name, quoted, where it is known.
  func lag(of sequence: String? = nil) -> StoreError? {
    guard let taken = tableWithTakenID else { return nil }
    let place = sequence.map(\.quotedText) ?? "pg_get_serial_sequence(\(taken.quotedText), 'id')"
    return .failed(
      """
      \(self); \(sequence.map { "the sequence \($0)" } ?? "its sequence") lags behind the ids of \(taken): \
      SELECT setval(\(place), (SELECT max(id) FROM \(taken))).
      """, .row)
  }
}

extension String {
  /// As people write a literal.
  fileprivate var quotedText: String { "'" + replacing("'", with: "''") + "'" }
}
