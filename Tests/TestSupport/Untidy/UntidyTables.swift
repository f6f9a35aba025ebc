/// The tables around an untidy queue, as applications have them: children, what points at triggers, a soft delete.
struct UntidyTables: Sendable {
  let dialect: UntidyDialect

  /// Before the rows are there.
  var tables: [String] {
    let key = "trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id) DEFERRABLE INITIALLY DEFERRED"
    let (tags, body) = dialect == .postgres ? ("hstore", "jsonb") : ("text", "text")
    return (dialect == .postgres ? ["CREATE EXTENSION hstore"] : []) + [
      """
      CREATE TABLE app_setting (
        \(key), tags \(tags), body \(body) NOT NULL, ratio double precision, price integer NOT NULL,
        doubled integer GENERATED ALWAYS AS (price * 2) STORED)
      """,
      "CREATE TABLE geo_move (\(key), x integer NOT NULL, y integer NOT NULL)",
      "CREATE TABLE app_node (\(key), parent_id integer REFERENCES app_node (trigger_ptr_id))",
      // A OneToOneField of another model, which sorts before billing_paybill.
      """
      CREATE TABLE audit_note (
        trigger_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id) DEFERRABLE INITIALLY DEFERRED, note text)
      """,
      """
      CREATE TABLE app_ticket (
        id integer PRIMARY KEY,
        trigger_id integer REFERENCES djtriggers_trigger (id) DEFERRABLE INITIALLY DEFERRED)
      """,
    ]
  }

  /// What belongs to the rows, and the application's own trigger; the tables must be full.
  var contents: [String] {
    [
      """
      INSERT INTO billing_paybill (trigger_ptr_id, amount, recipient)
      SELECT id, id % 977, 'recipient ' || id FROM djtriggers_trigger WHERE trigger_type = 'pay_bill'
      """,
      """
      INSERT INTO app_setting (trigger_ptr_id, tags, body, ratio, price)
      SELECT id, \(tags), CASE id % 2 WHEN 0 THEN \(json("null")) ELSE \(json(#"{"b": [1, null], "a": "ü"}"#)) END,
        123456789.12345679, id % 91
      FROM djtriggers_trigger WHERE trigger_type = 'change_setting'
      """,
      """
      INSERT INTO geo_move (trigger_ptr_id, x, y)
      SELECT id, id % 100, -id FROM djtriggers_trigger WHERE trigger_type = 'geo_move'
      """,
      """
      INSERT INTO app_node (trigger_ptr_id, parent_id)
      SELECT id, (SELECT min(id) FROM djtriggers_trigger AS parent WHERE parent.trigger_type = 'grow_tree')
      FROM djtriggers_trigger WHERE trigger_type = 'grow_tree'
      """,
      """
      INSERT INTO audit_note (trigger_id, note)
      SELECT id, 'looked at' FROM djtriggers_trigger WHERE trigger_type = 'pay_bill' AND date_processed IS NULL
      ORDER BY id LIMIT 100
      """,
      """
      INSERT INTO app_ticket (id, trigger_id)
      SELECT id, id FROM djtriggers_trigger WHERE trigger_type = 'geo_move'
      """,
      """
      INSERT INTO djtriggers_triggerresult (result, trigger_id)
      SELECT 'sent ' || id, id FROM djtriggers_trigger WHERE trigger_type = 'send_mail' AND id % 5 = 0
      """,
    ] + softDelete
  }

  /// The application keeps rows of `import_csv`, whatever is asked.
  private var softDelete: [String] {
    switch dialect {
    case .postgres:
      [
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        """
        CREATE TRIGGER soft_delete BEFORE DELETE ON djtriggers_trigger
        FOR EACH ROW WHEN (OLD.trigger_type = 'import_csv') EXECUTE FUNCTION keep()
        """,
      ]
    case .sqlite:
      [
        """
        CREATE TRIGGER soft_delete BEFORE DELETE ON djtriggers_trigger
        WHEN OLD.trigger_type = 'import_csv' BEGIN SELECT raise(IGNORE); END
        """
      ]
    }
  }

  /// The last tries of the incident: two faults in turn, in triggertop's side tables.
  func attempts(base: Int) -> String {
    let (duration, started) = (
      dialect == .postgres ? "interval '2 seconds'" : "2000000", dialect.ago("300 + t.id % 1000", base: base)
    )
    return """
      INSERT INTO triggertop_attempt
        (trigger_id, received, epoch, number, processor, started_at, duration, outcome, error_type, message)
      SELECT t.id, t.date_received, -t.id, t.number_of_tries, 'web' || (t.id % 3), \(started), \(duration), 'failed',
        CASE t.id % 2 WHEN 0 THEN 'BankTimeout' ELSE 'IntegrityError' END,
        CASE t.id % 2 WHEN 0 THEN 'bank API did not answer within ' || (t.id % 40) || ' s'
          ELSE 'duplicate key (id)=(' || t.id || ') violates "orders_pkey"' END
      FROM djtriggers_trigger AS t WHERE t.trigger_type = 'pay_bill' AND t.source LIKE 'invoice$7%'
        AND t.number_of_tries > 0 AND t.date_received > \(dialect.ago("20000", base: base))
      """
  }

  private var tags: String { dialect == .postgres ? #"'"k"=>"v", "none"=>NULL'::hstore"# : "'k=v'" }
  private func json(_ text: String) -> String { dialect == .postgres ? "'\(text)'::jsonb" : "'\(text)'" }
}
