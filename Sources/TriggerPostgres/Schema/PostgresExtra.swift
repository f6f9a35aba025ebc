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

  func statements(_ names: TableNames) -> [String] {
    switch self {
    case .indexes:
      [
        // One that was interrupted while it was built is there, but of no use.
        "DROP INDEX CONCURRENTLY IF EXISTS \(names.qualified(Self.dueIndex))",
        """
        CREATE INDEX CONCURRENTLY \(Self.dueIndex)
        ON \(names.trigger) (trigger_type, process_after, date_received, id)
        WHERE date_processed IS NULL
        """,
        "DROP INDEX CONCURRENTLY IF EXISTS \(names.qualified(Self.unprocessedIndex))",
        """
        CREATE INDEX CONCURRENTLY \(Self.unprocessedIndex)
        ON \(names.trigger) (id) WHERE date_processed IS NULL
        """,
        "DROP INDEX CONCURRENTLY IF EXISTS \(names.qualified(Self.failedIndex))",
        """
        CREATE INDEX CONCURRENTLY \(Self.failedIndex)
        ON \(names.trigger) (date_processed, id) WHERE date_processed IS NOT NULL AND successful IS FALSE
        """,
      ]
    case .notify:
      [
        """
        CREATE OR REPLACE FUNCTION \(function(names))() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('\(PostgresStore.firedChannel)', '');
          RETURN NULL;
        END $$
        """
      ] + makeTrigger(names, "AFTER INSERT", "FOR EACH STATEMENT")
    case .guard:
      [
        """
        CREATE OR REPLACE FUNCTION \(function(names))() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.date_processed := OLD.date_processed;
          NEW.successful := OLD.successful;
          NEW.number_of_tries := OLD.number_of_tries;
          NEW.process_after := OLD.process_after;
          RETURN NEW;
        END $$
        """
      ]
        + makeTrigger(
          names, "BEFORE UPDATE",
          """
          FOR EACH ROW WHEN (OLD.date_processed IS NOT NULL
            AND (NEW.date_processed IS NULL OR (OLD.successful IS NOT FALSE AND NEW.successful IS FALSE))
            AND \(Self.isForeign))
          """)
    case .observe:
      [
        // SECURITY DEFINER: Django's role need not have any right on triggertop's tables.
        """
        CREATE OR REPLACE FUNCTION \(function(names))() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
        BEGIN
          INSERT INTO \(names.attempt) (trigger_id, received, number, started_at, duration, outcome)
          VALUES (NEW.id, NEW.date_received, NEW.number_of_tries, clock_timestamp(), interval '0', 'failed');
          RETURN NULL;
        END $$
        """
      ]
        + makeTrigger(
          names, "AFTER UPDATE",
          "FOR EACH ROW WHEN (NEW.number_of_tries > OLD.number_of_tries AND \(Self.isForeign))")
    }
  }

  func undoStatements(_ names: TableNames) -> [String] {
    switch self {
    case .indexes:
      [Self.dueIndex, Self.unprocessedIndex, Self.failedIndex].map {
        "DROP INDEX CONCURRENTLY IF EXISTS \(names.qualified($0))"
      }
    case .notify, .guard, .observe:
      [
        "DROP TRIGGER IF EXISTS \(triggerName) ON \(names.trigger)",
        "DROP FUNCTION IF EXISTS \(function(names))()",
      ]
    }
  }

  private var triggerName: String { "triggertop_\(rawValue)" }

  private func function(_ names: TableNames) -> String { names.qualified(triggerName) }

  private func makeTrigger(_ names: TableNames, _ event: String, _ rows: String) -> [String] {
    [
      "DROP TRIGGER IF EXISTS \(triggerName) ON \(names.trigger)",
      """
      CREATE TRIGGER \(triggerName) \(event) ON \(names.trigger)
      \(rows) EXECUTE FUNCTION \(function(names))()
      """,
    ]
  }
}
