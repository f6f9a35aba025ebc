import GRDB

/// The `db.sqlite3` that Django 4.2 makes from django-triggers' migrations and one model that inherits from `Trigger`.
public enum DjangoFile {
  public static let childTable = """
    CREATE TABLE "billing_paybill" ("trigger_ptr_id" integer NOT NULL PRIMARY KEY REFERENCES "djtriggers_trigger" ("id")
      DEFERRABLE INITIALLY DEFERRED, "amount" integer NOT NULL, "recipient" text NOT NULL);
    """

  static let tables = """
    CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL,
      "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
    CREATE TABLE "djtriggers_trigger" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
      "trigger_type" varchar(50) NOT NULL, "source" varchar(150) NULL, "date_received" datetime NOT NULL,
      "date_processed" datetime NULL, "process_after" datetime NULL, "number_of_tries" integer NOT NULL,
      "successful" bool NULL);
    CREATE TABLE "djtriggers_triggerresult" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "result" text NOT NULL,
      "trigger_id" integer NOT NULL REFERENCES "djtriggers_trigger" ("id") DEFERRABLE INITIALLY DEFERRED);
    CREATE INDEX "djtriggers_triggerresult_trigger_id_c0154a32" ON "djtriggers_triggerresult" ("trigger_id");
    CREATE INDEX "djtriggers_trigger_trigger_type_9d7532f9" ON "djtriggers_trigger" ("trigger_type");
    CREATE INDEX "djtriggers_trigger_source_f04af6f2" ON "djtriggers_trigger" ("source");
    CREATE INDEX "djtriggers_trigger_date_processed_9af91e8e" ON "djtriggers_trigger" ("date_processed");
    CREATE INDEX "djtriggers_trigger_process_after_8031a3f9" ON "djtriggers_trigger" ("process_after");
    """

  public static func create(at path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in try db.execute(sql: tables + childTable) }
    try queue.close()
  }
}
