/// What an operator may add to Django's tables, each alone and each to be undone. Never made without being asked for.
public enum PostgresExtra: String, CaseIterable, Sendable {
  /// Partial indexes, built without locking the table: claims become fair at any size, pages and counts exact.
  case indexes
  /// Notifies processors of what others insert, so that they need not poll.
  case notify
  /// Keeps a finished trigger finished against the save of a stale copy, which Python's whole-row saves are.
  case `guard`
  /// Notes the time of each try that Python counts among the attempts.
  case observe

  static let dueIndex = "triggertop_due"
  static let unprocessedIndex = "triggertop_unprocessed"
  static let failedIndex = "triggertop_failed"

  /// Set in the transactions of triggertop's own writes, which compare before they write: neither `guard` nor
  /// `observe` minds them.
  static let ownWrite = "SELECT set_config('triggertop.own_write', 'on', true)"

  private static let isForeign = "current_setting('triggertop.own_write', true) IS DISTINCT FROM 'on'"

  /// Whether its statements must run outside a transaction.
  var isConcurrent: Bool { self == .indexes }

  /// What is still to be done. What is there already, and fit for use, is left alone: making it anew keeps others from
  /// the table, or leaves it without the index meanwhile.
  func statements(_ names: TableNames, present: PresentExtras) -> [String] {
    switch self {
    case .indexes:
      return indexes(names).filter { !present.indexes.contains($0.name) }.flatMap { index in
        // One that was interrupted while it was built is there, but of no use.
        ["DROP INDEX CONCURRENTLY IF EXISTS \(names.qualified(index.name))", index.statement]
      }
    case .notify, .guard, .observe:
      let drop = "DROP TRIGGER \(triggerName) ON \(names.trigger)"
      guard let trigger = present.triggers.first(where: { $0.name == triggerName && $0.table == names.trigger }) else {
        return [makeFunction(names), makeTrigger(names)]
      }
      if trigger.hasCondition { return [makeFunction(names), drop, makeTrigger(names)] }
      return trigger.isEnabled ? [] : ["ALTER TABLE \(names.trigger) ENABLE TRIGGER \(triggerName)"]
    }
  }

  /// Also of a table that was djtriggers_trigger before another took its place.
  func undoStatements(_ names: TableNames, present: PresentExtras) -> [String] {
    switch self {
    case .indexes:
      indexes(names).map(\.name).filter(present.names.contains).map {
        "DROP INDEX CONCURRENTLY IF EXISTS \(names.qualified($0))"
      }
    case .notify, .guard, .observe:
      present.triggers.filter { $0.name == triggerName }.map { "DROP TRIGGER \(triggerName) ON \($0.table)" }
        + (present.names.contains(triggerName) ? ["DROP FUNCTION IF EXISTS \(function(names))()"] : [])
    }
  }

  private func indexes(_ names: TableNames) -> [(name: String, statement: String)] {
    [
      (
        Self.dueIndex,
        """
        CREATE INDEX CONCURRENTLY \(Self.dueIndex)
        ON \(names.trigger) (trigger_type, process_after, date_received, id)
        WHERE date_processed IS NULL
        """
      ),
      (
        Self.unprocessedIndex,
        """
        CREATE INDEX CONCURRENTLY \(Self.unprocessedIndex)
        ON \(names.trigger) (id) WHERE date_processed IS NULL
        """
      ),
      (
        Self.failedIndex,
        """
        CREATE INDEX CONCURRENTLY \(Self.failedIndex)
        ON \(names.trigger) (date_processed, id) WHERE date_processed IS NOT NULL AND successful IS FALSE
        """
      ),
    ]
  }

  private func makeFunction(_ names: TableNames) -> String {
    let head = "CREATE OR REPLACE FUNCTION \(function(names))() RETURNS trigger"
    return switch self {
    case .indexes: ""
    case .notify:
      """
      \(head) LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('\(PostgresStore.firedChannel)', '');
        RETURN NULL;
      END $$
      """
    case .guard:
      """
      \(head) LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.date_processed IS NOT NULL
          AND (NEW.date_processed IS NULL OR (OLD.successful IS NOT FALSE AND NEW.successful IS DISTINCT FROM OLD.successful))
          AND \(Self.isForeign)
        THEN
          NEW.date_processed := OLD.date_processed;
          NEW.successful := OLD.successful;
          NEW.number_of_tries := OLD.number_of_tries;
          NEW.process_after := OLD.process_after;
        END IF;
        RETURN NEW;
      END $$
      """
    case .observe:
      // SECURITY DEFINER: Django's role need not have any right on triggertop's tables. A try never fails because it
      // could not be noted.
      """
      \(head)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      BEGIN
        IF NEW.number_of_tries <= OLD.number_of_tries OR NOT (\(Self.isForeign)) THEN
          RETURN NULL;
        END IF;
        INSERT INTO \(names.attempt) (trigger_id, received, number, started_at, duration, outcome)
        VALUES (NEW.id, NEW.date_received, NEW.number_of_tries, clock_timestamp(), interval '0', 'failed');
        RETURN NULL;
      EXCEPTION WHEN OTHERS THEN
        RAISE WARNING 'triggertop_observe could not note a try: %', SQLERRM;
        RETURN NULL;
      END $$
      """
    }
  }

  /// Without a condition: PostgreSQL lets nobody alter the type of a column that one names.
  private func makeTrigger(_ names: TableNames) -> String {
    let (event, rows) =
      switch self {
      case .indexes: ("", "")
      case .notify: ("AFTER INSERT", "FOR EACH STATEMENT")
      case .guard: ("BEFORE UPDATE", "FOR EACH ROW")
      case .observe: ("AFTER UPDATE", "FOR EACH ROW")
      }
    return """
      CREATE TRIGGER \(triggerName) \(event) ON \(names.trigger)
      \(rows) EXECUTE FUNCTION \(function(names))()
      """
  }

  private var triggerName: String { "triggertop_\(rawValue)" }

  private func function(_ names: TableNames) -> String { names.qualified(triggerName) }
}
