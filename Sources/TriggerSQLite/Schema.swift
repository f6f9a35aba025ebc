import GRDB
import TriggerCore

/// The tables: django-triggers' as Django makes them, and triggertop's own beside them.
enum Schema {
  /// Marks a file that triggertop made: "TRGT".
  static let applicationID = 0x5452_4754

  /// The newest version of the side tables.
  static var version: Int { migrations.count }

  /// Statements that lead from each version to the next; a version that was shipped never changes.
  private static let migrations: [[String]] = [
    [
      "CREATE TABLE triggertop_schema (version INTEGER PRIMARY KEY, at TEXT NOT NULL)",
      "CREATE TABLE triggertop_epoch (last INTEGER NOT NULL)",
      "INSERT INTO triggertop_epoch (last) VALUES (0)",
      """
      CREATE TABLE triggertop_claim (
        trigger_id INTEGER PRIMARY KEY, received TEXT NOT NULL, epoch INTEGER NOT NULL, kind TEXT NOT NULL,
        processor_id TEXT, lease_until TEXT NOT NULL, started_at TEXT, forced INTEGER NOT NULL,
        seen_processed TEXT, seen_successful INTEGER, seen_tries INTEGER, seen_after TEXT)
      """,
      """
      CREATE TABLE triggertop_processor (
        id TEXT PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL, since TEXT NOT NULL, types TEXT NOT NULL,
        concurrency INTEGER NOT NULL, state TEXT NOT NULL, seen_at TEXT NOT NULL)
      """,
      """
      CREATE TABLE triggertop_attempt (
        id INTEGER PRIMARY KEY, trigger_id INTEGER NOT NULL, received TEXT NOT NULL, epoch INTEGER NOT NULL UNIQUE,
        number INTEGER NOT NULL, processor TEXT, started_at TEXT NOT NULL, duration INTEGER NOT NULL,
        outcome TEXT NOT NULL, error_type TEXT, message TEXT, backtrace TEXT)
      """,
      "CREATE INDEX triggertop_attempt_trigger ON triggertop_attempt (trigger_id, id)",
      "CREATE INDEX triggertop_attempt_started ON triggertop_attempt (started_at)",
      "CREATE TABLE triggertop_payload (trigger_id INTEGER PRIMARY KEY, received TEXT NOT NULL, data TEXT NOT NULL)",
      """
      CREATE TABLE triggertop_action (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, operator TEXT NOT NULL, host TEXT NOT NULL,
        verb TEXT NOT NULL, filter TEXT)
      """,
      """
      CREATE TABLE triggertop_action_item (
        action_id INTEGER NOT NULL, trigger_id INTEGER NOT NULL, received TEXT NOT NULL, before TEXT, after TEXT,
        result TEXT NOT NULL, PRIMARY KEY (action_id, trigger_id)) WITHOUT ROWID
      """,
      "CREATE INDEX triggertop_action_item_trigger ON triggertop_action_item (trigger_id, action_id)",
    ],
    [
      "ALTER TABLE triggertop_claim ADD COLUMN takeovers INTEGER NOT NULL DEFAULT 0",
      "ALTER TABLE triggertop_claim ADD COLUMN keyed INTEGER NOT NULL DEFAULT 0",
      "ALTER TABLE triggertop_processor ADD COLUMN version INTEGER",
      "ALTER TABLE triggertop_processor ADD COLUMN redis TEXT",
      "ALTER TABLE triggertop_processor ADD COLUMN running TEXT",
      "ALTER TABLE triggertop_attempt ADD COLUMN fingerprint TEXT",
      "ALTER TABLE triggertop_schema ADD COLUMN readable_from INTEGER",
    ],
  ]

  /// As Django 4.2 makes them from django-triggers' migrations, so that Python opens the file.
  private static let djangoTables = [
    """
    CREATE TABLE "djtriggers_trigger" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, \
    "trigger_type" varchar(50) NOT NULL, "source" varchar(150) NULL, "date_received" datetime NOT NULL, \
    "date_processed" datetime NULL, "process_after" datetime NULL, "number_of_tries" integer NOT NULL, \
    "successful" bool NULL)
    """,
    """
    CREATE TABLE "djtriggers_triggerresult" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, \
    "result" text NOT NULL, "trigger_id" integer NOT NULL REFERENCES "djtriggers_trigger" ("id") \
    DEFERRABLE INITIALLY DEFERRED)
    """,
    """
    CREATE INDEX "djtriggers_triggerresult_trigger_id_c0154a32" ON "djtriggers_triggerresult" ("trigger_id")
    """,
    """
    CREATE INDEX "djtriggers_trigger_trigger_type_9d7532f9" ON "djtriggers_trigger" ("trigger_type")
    """,
    """
    CREATE INDEX "djtriggers_trigger_source_f04af6f2" ON "djtriggers_trigger" ("source")
    """,
    """
    CREATE INDEX "djtriggers_trigger_date_processed_9af91e8e" ON "djtriggers_trigger" ("date_processed")
    """,
    """
    CREATE INDEX "djtriggers_trigger_process_after_8031a3f9" ON "djtriggers_trigger" ("process_after")
    """,
    // Finds what is due of a type without walking what is not.
    """
    CREATE INDEX "\(dueIndex)" ON "djtriggers_trigger" ("trigger_type", "process_after") WHERE "date_processed" IS NULL
    """,
  ]

  static let dueIndex = "triggertop_due"

  /// Makes a whole queue in an empty database; does nothing where somebody else was first.
  @Sendable static func createQueue(_ db: Database) throws {
    if try !db.has("djtriggers_trigger") {
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      for statement in djangoTables { try db.execute(sql: statement) }
    }
    _ = try migrate(db, dryRun: false)
  }

  /// - Returns: the statements carried out, or to be carried out.
  static func migrate(_ db: Database, dryRun: Bool) throws -> [String] {
    let current = try db.sideTables ?? 0
    var statements: [String] = []
    for (index, migration) in migrations.enumerated() where index >= current {
      let version = index + 1
      statements += migration
      statements.append(
        "INSERT INTO triggertop_schema (version, at) VALUES (\(version), '\(Instant.now.storedText)')")
    }
    if !dryRun { for statement in statements { try db.execute(sql: statement) } }
    return statements
  }

  /// - Throws: `StoreError.wrongSchema` where the table is not django-triggers'.
  static func check(_ db: Database, name: String) throws {
    let known: Set<String> = [
      "id", "trigger_type", "source", "date_received", "date_processed", "process_after", "number_of_tries",
      "successful",
    ]
    let found = try String.fetchSet(db, sql: "SELECT name FROM pragma_table_info('djtriggers_trigger')")
    if found.isEmpty {
      throw StoreError.wrongSchema(
        "\(name) has no table djtriggers_trigger; run django-triggers' migrations in it, or name another database.")
    }
    let missing = known.subtracting(found).sorted()
    if !missing.isEmpty {
      throw StoreError.wrongSchema(
        "\(name): djtriggers_trigger lacks \(missing.joined(separator: ", ")); bring django-triggers' migrations up to date."
      )
    }
  }
}
