import TriggerCore

extension Progress {
  /// The row's columns as the journal has them, built by the server; `row` is an alias.
  static func journalSQL(_ row: String) -> String {
    """
    jsonb_build_object(
      'date_processed', \(row).date_processed, 'successful', \(row).successful,
      'number_of_tries', \(row).number_of_tries, 'process_after', \(row).process_after)
    """
  }
}
