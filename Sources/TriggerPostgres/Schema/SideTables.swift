/// triggertop's own tables, made in numbered steps. They have no foreign keys: one to Django's table would make its
/// TRUNCATE fail.
enum SideTables {
  struct Step {
    let version: Int
    let statements: [String]
  }

  static var latest: Int { 2 }

  static let names = ["claim", "processor", "attempt", "payload", "action", "action_item", "schema"].map {
    "triggertop_\($0)"
  }

  static func steps(_ names: TableNames) -> [Step] {
    [Step(version: 1, statements: first(names)), Step(version: 2, statements: second(names))]
  }

  /// What is still to be done from a version on, nil being none.
  static func statements(after version: Int?, names: TableNames) -> [String] {
    steps(names).filter { $0.version > version ?? 0 }.flatMap { step in
      step.statements + ["INSERT INTO \(names.version) (version) VALUES (\(step.version))"]
    }
  }

  /// Takeovers, who runs what, and which programs can still read tables of a version: nil where all can that know its
  /// forerunner.
  private static func second(_ names: TableNames) -> [String] {
    [
      """
      ALTER TABLE \(names.claim)
        ADD COLUMN takeovers integer NOT NULL DEFAULT 0,
        ADD COLUMN keyed boolean NOT NULL DEFAULT false
      """,
      "ALTER TABLE \(names.processor) ADD COLUMN version integer, ADD COLUMN redis text, ADD COLUMN running jsonb",
      "ALTER TABLE \(names.attempt) ADD COLUMN fingerprint text",
      "ALTER TABLE \(names.version) ADD COLUMN readable_from integer",
    ]
  }

  private static func first(_ names: TableNames) -> [String] {
    [
      """
      CREATE TABLE \(names.version) (
        version integer PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now()
      )
      """,
      "CREATE SEQUENCE \(names.epoch)",
      """
      CREATE TABLE \(names.claim) (
        trigger_id bigint PRIMARY KEY,
        received timestamptz NOT NULL,
        epoch bigint NOT NULL,
        kind text NOT NULL CHECK (kind IN ('work', 'sent', 'hold')),
        processor_id text,
        lease_until timestamptz NOT NULL,
        started_at timestamptz,
        forced boolean NOT NULL,
        seen_processed timestamptz,
        seen_successful boolean,
        seen_tries integer,
        seen_after timestamptz
      ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)
      """,
      """
      CREATE TABLE \(names.processor) (
        id text PRIMARY KEY,
        host text NOT NULL,
        pid integer NOT NULL,
        since timestamptz NOT NULL,
        types text[] NOT NULL,
        concurrency integer NOT NULL,
        state text NOT NULL,
        seen_at timestamptz NOT NULL
      ) WITH (fillfactor = 70)
      """,
      """
      CREATE TABLE \(names.attempt) (
        id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        trigger_id bigint NOT NULL,
        received timestamptz NOT NULL,
        epoch bigint UNIQUE,
        number integer NOT NULL,
        processor text,
        started_at timestamptz NOT NULL,
        duration interval NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('succeeded', 'later', 'failed')),
        error_type text,
        message text,
        backtrace text
      )
      """,
      "CREATE INDEX triggertop_attempt_trigger ON \(names.attempt) (trigger_id, id)",
      "CREATE INDEX triggertop_attempt_started ON \(names.attempt) (started_at)",
      """
      CREATE TABLE \(names.payload) (
        trigger_id bigint PRIMARY KEY,
        received timestamptz NOT NULL,
        data json NOT NULL
      )
      """,
      """
      CREATE TABLE \(names.action) (
        id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        at timestamptz NOT NULL,
        operator text NOT NULL,
        host text NOT NULL,
        verb text NOT NULL,
        filter text
      )
      """,
      """
      CREATE TABLE \(names.actionItem) (
        action_id bigint NOT NULL,
        trigger_id bigint NOT NULL,
        received timestamptz NOT NULL,
        before jsonb,
        after jsonb,
        result text NOT NULL,
        PRIMARY KEY (action_id, trigger_id)
      )
      """,
      "CREATE INDEX triggertop_action_item_trigger ON \(names.actionItem) (trigger_id, action_id)",
    ]
  }
}
