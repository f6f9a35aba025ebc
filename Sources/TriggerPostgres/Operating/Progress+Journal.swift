import TriggerCore

extension Progress {
  /// The row's columns as a JSON object, built by the server; `row` is an alias.
  static func journalSQL(_ row: String) -> String {
    """
    jsonb_build_object(
      'date_processed', \(row).date_processed, 'successful', \(row).successful,
      'number_of_tries', \(row).number_of_tries, 'process_after', \(row).process_after)
    """
  }

  /// From a journal's `before` or `after`; nil for another text.
  init?(journal json: String) {
    guard let columns = TriggerData(json: json), case .integer(let tries)? = columns["number_of_tries"] else {
      return nil
    }
    self.init(
      processed: columns.instant("date_processed"), successful: columns.bool("successful"), tries: Int(tries),
      after: columns.instant("process_after"))
  }
}

extension TriggerData {
  fileprivate func instant(_ name: String) -> Instant? {
    guard case .text(let text)? = self[name] else { return nil }
    return Instant(iso8601: text)
  }

  fileprivate func bool(_ name: String) -> Bool? {
    guard case .bool(let value)? = self[name] else { return nil }
    return value
  }
}
