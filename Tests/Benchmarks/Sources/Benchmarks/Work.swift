/// What the library and triggertop both do, each in its way.
enum Work: String, CaseIterable {
  case processLocked, processUnlocked, processFile, fireEach, fireByEight, fireEachFile, fireAll, clean

  /// Callers at once.
  static let callers = 8

  var name: String {
    switch self {
    case .processLocked: "process, Redis locks"
    case .processUnlocked: "process, no locks"
    case .processFile: "process, triggertop's SQLite file"
    case .fireEach: "fire one by one"
    case .fireByEight: "fire one by one, eight callers"
    case .fireEachFile: "fire one by one, triggertop's SQLite file"
    case .fireAll: "fire all at once"
    case .clean: "clean"
    }
  }

  /// On a file that triggertop made, which Django opens as it is; else on Django's tables in PostgreSQL.
  var isOnFile: Bool { self == .processFile || self == .fireEachFile }

  /// Fills django-triggers' empty tables.
  func preparation(_ count: Int) -> String? {
    switch self {
    case .processLocked, .processUnlocked:
      """
      INSERT INTO djtriggers_trigger (trigger_type, source, date_received, number_of_tries)
      SELECT 'breakfast', 'order$' || n, now(), 0 FROM generate_series(1, \(count)) AS n
      """
    case .processFile:
      """
      WITH RECURSIVE row (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < \(count))
      INSERT INTO djtriggers_trigger (trigger_type, source, date_received, number_of_tries)
      SELECT 'breakfast', 'order$' || n, strftime('%Y-%m-%d %H:%M:%f000', 'now'), 0 FROM row
      """
    case .fireEach, .fireByEight, .fireEachFile, .fireAll: nil
    case .clean:
      """
      INSERT INTO djtriggers_trigger (trigger_type, source, date_received, date_processed, number_of_tries, successful)
      SELECT 'breakfast', 'order$' || n, now() - interval '4 months', now() - interval '3 months', 0, true
      FROM generate_series(1, \(count)) AS n;
      INSERT INTO djtriggers_triggerresult (result, trigger_id) SELECT 'eggs', id FROM djtriggers_trigger
      """
    }
  }

  /// How many triggers are as they should be afterwards; `count` if the work was really done.
  func proof(_ count: Int) -> String {
    switch self {
    case .processLocked, .processUnlocked, .processFile:
      "SELECT count(*) FROM djtriggers_trigger WHERE date_processed IS NOT NULL AND successful AND number_of_tries = 0"
    case .fireEach, .fireByEight, .fireEachFile, .fireAll:
      """
      SELECT count(DISTINCT source) FROM djtriggers_trigger
      WHERE trigger_type = 'breakfast' AND date_processed IS NULL AND process_after IS NULL AND number_of_tries = 0
      """
    case .clean:
      """
      SELECT \(count) - (SELECT count(*) FROM djtriggers_trigger) - (SELECT count(*) FROM djtriggers_triggerresult)
      """
    }
  }
}
