import FoundationEssentials
import TriggerCore

/// The catalog as the database tells it, in one query.
struct CatalogDescription: Decodable, Sendable {
  let database: String
  let user: String
  let version: String
  let encoding: String
  /// The server's network address; nil where it is reached through a socket of this machine.
  let server: String?
  let isStandby: Bool
  let isReadOnly: Bool
  /// Schemas that hold a djtriggers_trigger, in the search path or not.
  let schemas: [String]
  /// The schema found by the search path; nil where there is no such table.
  let schema: String?
  /// The trigger table's columns and their types.
  let columns: [String: String]
  /// From which new ids come; nil where something else gives them, if anything does.
  let sequence: String?
  /// Whether a row gets an id by itself: from the column's identity or default, or from a trigger.
  let givesIDs: Bool
  /// Whether no two rows can have the same id.
  let hasUniqueIDs: Bool
  let comment: String?
  /// Whether there are tables of Django's own beside the trigger's.
  let hasDjango: Bool
  /// Valid ones of the trigger table, by name.
  let indexes: [String]
  /// Privileges on django-triggers' and triggertop's tables, by table.
  let tables: [String: [String]]
  let references: [DependentTable]
  /// The trigger table and those of `references`, by oid; `fingerprint` tells whether they are as described.
  let watched: [Int64]
  let fingerprint: String

  init(json: String) throws {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
    } catch {
      throw StoreError.failed("PostgreSQL's catalog could not be read: \(error).")
    }
  }

  /// - Throws: `StoreError.wrongSchema` naming what is missing.
  func checkedSchema() throws(StoreError) -> String {
    guard let schema else {
      if let elsewhere = schemas.first {
        throw .wrongSchema(
          """
          The table djtriggers_trigger of database \(database) is in the schema \(elsewhere), which the search path of \
          \(user) leaves out: add options=-csearch_path=\(elsewhere) to the address.
          """)
      }
      throw .wrongSchema(
        "The database \(database) has no table djtriggers_trigger: name another, or run the application's migrations.")
    }
    let missing = PostgresCatalog.requiredColumns.filter { columns[$0] == nil }
    guard missing.isEmpty else {
      throw .wrongSchema(
        """
        The table djtriggers_trigger of database \(database) lacks \(missing.joined(separator: ", ")): it is not \
        django-triggers', or its migrations have not all been run.
        """)
    }
    guard let idType = columns["id"], ["integer", "bigint"].contains(idType) else {
      throw .wrongSchema(
        "The ids of djtriggers_trigger in database \(database) are \(columns["id"] ?? "gone"), not integer or bigint.")
    }
    for (column, types) in Self.columnTypes {
      guard let type = columns[column], !types.contains(type) else { continue }
      throw .wrongSchema(
        """
        The column \(column) of djtriggers_trigger in database \(database) is of type \(type), not \(types[0]): the \
        table is not as django-triggers' migrations make it.
        """)
    }
    guard tables["djtriggers_trigger"]?.contains("SELECT") == true else {
      throw .notPermitted("The role \(user) may not read djtriggers_trigger: GRANT SELECT on it to \(user).")
    }
    return schema
  }

  private static let columnTypes: KeyValuePairs<String, [String]> = [
    "trigger_type": ["character varying", "text"], "source": ["character varying", "text"],
    "date_received": ["timestamp with time zone"], "date_processed": ["timestamp with time zone"],
    "process_after": ["timestamp with time zone"], "number_of_tries": ["integer", "bigint", "smallint"],
    "successful": ["boolean"],
  ]

  /// - Throws: `StoreError.wrongSchema` where they were made by a newer program, or some of them are gone.
  func checkSideTables(_ version: Int?) throws(StoreError) {
    if let version, version > SideTables.latest {
      throw .wrongSchema(
        """
        The triggertop tables of database \(database) are of version \(version), but this triggertop knows only \
        \(SideTables.latest): use a newer triggertop.
        """)
    }
    let missing = SideTables.names.filter { tables[$0] == nil }
    guard missing.isEmpty else {
      throw .wrongSchema(
        """
        The database \(database) lacks \(missing.joined(separator: ", ")) among the triggertop tables: restore it, or \
        drop the others too and run triggertop migrate.
        """)
    }
  }
}

extension CatalogDescription {
  /// The columns of the table `c`, as `DependentTable.Column` has them.
  static let columnsOfC = """
    SELECT json_agg(
      json_build_object(
        'name', f.attname, 'declaration', format_type(f.atttypid, f.atttypmod), 'isNullable', NOT f.attnotnull,
        'hasDefault', f.atthasdef OR f.attidentity <> '',
        'isGenerated', f.attgenerated <> '' OR f.attidentity = 'a')
      ORDER BY f.attnum)
    FROM pg_attribute AS f
    WHERE f.attrelid = c.oid AND f.attnum > 0 AND NOT f.attisdropped
    """

  /// Changes whenever tables, their columns and privileges, or the foreign keys to them do: both ends of a foreign key
  /// have its triggers. Reads only the system catalog, by its indexes; some tenths of a millisecond.
  ///
  /// - Parameters:
  ///   - tables: oids, as an array.
  ///   - names: tables that may come to be, as an array.
  static func fingerprint(tables: String, names: String) -> String {
    """
    SELECT coalesce(hashtextextended(string_agg(mark, ' ' ORDER BY mark), 0)::text, '') FROM (
      SELECT concat_ws(':', 'c', c.oid, c.xmin) AS mark FROM pg_class AS c WHERE c.oid = ANY (\(tables))
      UNION ALL
      SELECT concat_ws(':', 'm', c.oid, c.xmin) FROM pg_class AS c WHERE c.relname = ANY (\(names))
      UNION ALL
      SELECT concat_ws(':', 'n', n.oid, n.xmin) FROM pg_namespace AS n
      WHERE n.oid IN (SELECT c.relnamespace FROM pg_class AS c WHERE c.oid = ANY (\(tables)))
      UNION ALL
      SELECT concat_ws(':', 'a', a.attrelid, a.attnum, a.xmin) FROM pg_attribute AS a
      WHERE a.attrelid = ANY (\(tables)) AND a.attnum > 0
      UNION ALL
      SELECT concat_ws(':', 'k', g.tgrelid, g.tgconstraint) FROM pg_trigger AS g
      WHERE g.tgrelid = ANY (\(tables)) AND g.tgconstraint <> 0) AS marks
    """
  }

  /// The sequence that the column `a` of the table `t` takes its values from, where it does nothing else.
  private static let sequence = """
    CASE WHEN a.attidentity <> '' THEN pg_get_serial_sequence(t.oid::regclass::text, a.attname) ELSE (
      SELECT format('%I.%I', n.nspname, s.relname)
      FROM pg_attrdef AS d
      JOIN pg_depend AS p ON p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid AND p.refclassid = 'pg_class'::regclass
      JOIN pg_class AS s ON s.oid = p.refobjid AND s.relkind = 'S'
      JOIN pg_namespace AS n ON n.oid = s.relnamespace
      WHERE d.adrelid = t.oid AND d.adnum = a.attnum
        AND pg_get_expr(d.adbin, d.adrelid) ~ '^nextval[(]''[^'']*''::regclass[)]$') END
    """

  /// A JSON text and the clock. `$1` are the names of tables that the map names. Reads only the system catalog; some
  /// milliseconds.
  static let query = """
    WITH RECURSIVE trigger_table AS (
      SELECT c.oid, n.nspname AS schema
      FROM pg_class AS c
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.oid = to_regclass('djtriggers_trigger') AND c.relkind IN ('r', 'p')
    ),
    reference AS (
      SELECT fk.oid, fk.conrelid, fk.confrelid, fk.conkey, fk.confkey, ARRAY[fk.oid] AS path,
        NOT f.attnotnull AND fk.confdeltype <> 'c' AS is_loose, EXISTS (
          SELECT FROM pg_index AS i
          WHERE i.indrelid = fk.conrelid AND i.indisprimary AND i.indkey::text = fk.conkey[1]::text) AS is_key
      FROM pg_constraint AS fk
      JOIN trigger_table AS t ON fk.confrelid = t.oid
      JOIN pg_attribute AS f ON f.attrelid = fk.conrelid AND f.attnum = fk.conkey[1]
      WHERE fk.contype = 'f' AND fk.conparentid = 0 AND cardinality(fk.conkey) = 1
        AND fk.confdeltype NOT IN ('n', 'd')
      UNION ALL
      SELECT fk.oid, fk.conrelid, fk.confrelid, fk.conkey, fk.confkey, r.path || fk.oid,
        NOT f.attnotnull AND fk.confdeltype <> 'c', EXISTS (
          SELECT FROM pg_index AS i
          WHERE i.indrelid = fk.conrelid AND i.indisprimary AND i.indkey::text = fk.conkey[1]::text)
      FROM pg_constraint AS fk
      JOIN reference AS r ON fk.confrelid = r.conrelid AND NOT r.is_loose AND r.is_key
      JOIN pg_attribute AS f ON f.attrelid = fk.conrelid AND f.attnum = fk.conkey[1]
      WHERE fk.contype = 'f' AND fk.conparentid = 0 AND cardinality(fk.conkey) = 1
        AND fk.confdeltype NOT IN ('n', 'd')
        AND fk.conrelid <> fk.confrelid AND fk.oid <> ALL (r.path) AND cardinality(r.path) < 8
    ),
    watched AS MATERIALIZED (
      SELECT array_agg(oid) AS tables
      FROM (SELECT oid FROM trigger_table UNION SELECT conrelid FROM reference) AS w)
    SELECT json_build_object(
      'database', current_database(),
      'user', current_user,
      'version', current_setting('server_version'),
      'encoding', current_setting('server_encoding'),
      'server', host(inet_server_addr()),
      'isStandby', pg_is_in_recovery(),
      'isReadOnly', current_setting('default_transaction_read_only') = 'on',
      'schemas', (
        SELECT coalesce(json_agg(schemaname ORDER BY schemaname), '[]')
        FROM pg_tables WHERE tablename = 'djtriggers_trigger'),
      'schema', (SELECT schema FROM trigger_table),
      'hasDjango', EXISTS (
        SELECT FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        JOIN trigger_table AS t ON t.schema = n.nspname
        WHERE c.relname = 'django_migrations'),
      'columns', (
        SELECT coalesce(json_object_agg(a.attname, format_type(a.atttypid, NULL)), '{}')
        FROM pg_attribute AS a
        JOIN trigger_table AS t ON a.attrelid = t.oid
        WHERE a.attnum > 0 AND NOT a.attisdropped),
      'sequence', (
        SELECT \(sequence) FROM trigger_table AS t JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attname = 'id'),
      'givesIDs', (
        SELECT count(*) > 0 FROM trigger_table AS t
        JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attname = 'id'
        WHERE a.attidentity <> '' OR a.atthasdef OR EXISTS (
          SELECT FROM pg_trigger AS g WHERE g.tgrelid = t.oid AND NOT g.tgisinternal AND g.tgtype & 7 = 7)),
      'hasUniqueIDs', (
        SELECT count(*) > 0 FROM trigger_table AS t
        JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attname = 'id'
        JOIN pg_index AS i ON i.indrelid = t.oid
        WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum),
      'watched', (SELECT coalesce(array_to_json(tables::bigint[]), '[]') FROM watched),
      'fingerprint', (\(fingerprint(tables: "(SELECT tables FROM watched)::oid[]", names: "$1::text[]"))),
      'comment', (SELECT obj_description(t.oid, 'pg_class') FROM trigger_table AS t),
      'indexes', (
        SELECT coalesce(json_agg(c.relname), '[]')
        FROM pg_index AS i
        JOIN trigger_table AS t ON i.indrelid = t.oid
        JOIN pg_class AS c ON c.oid = i.indexrelid
        WHERE i.indisvalid),
      'tables', (
        SELECT coalesce(json_object_agg(c.relname, (
          SELECT coalesce(json_agg(privilege), '[]')
          FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
          WHERE has_table_privilege(c.oid, privilege))), '{}')
        FROM trigger_table AS t
        JOIN pg_namespace AS n ON n.nspname = t.schema
        JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
        WHERE c.relname LIKE 'djtriggers\\_%' OR c.relname LIKE 'triggertop\\_%'),
      'references', (
        SELECT coalesce(json_agg(json_build_object(
          'path', r.path::text[],
          'schema', n.nspname,
          'table', c.relname,
          'column', a.attname,
          'parentColumn', b.attname,
          'isKey', EXISTS (
            SELECT FROM pg_index AS i
            WHERE i.indrelid = r.conrelid AND i.indisvalid AND i.indpred IS NULL AND i.indnkeyatts = 1
              AND i.indkey[0] = r.conkey[1]
              AND (i.indisprimary OR i.indisunique AND a.attnotnull AND cardinality(r.path) = 1)),
          'isLoose', r.is_loose,
          'access', \(TableAccess.sql),
          'columns', (\(columnsOfC))
          ) ORDER BY n.nspname, c.relname, r.path), '[]')
        FROM reference AS r
        JOIN pg_class AS c ON c.oid = r.conrelid
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        JOIN pg_attribute AS a ON a.attrelid = r.conrelid AND a.attnum = r.conkey[1]
        JOIN pg_attribute AS b ON b.attrelid = r.confrelid AND b.attnum = r.confkey[1])
    )::text, clock_timestamp()
    """
}
