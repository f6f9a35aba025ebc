import TriggerCore

/// Inserts triggers with their data, and notifies once.
struct FireStatement {
  /// Rows of one table that give the same columns.
  private struct ChildGroup: Hashable {
    let table: DataTable
    let columns: [String]
  }

  private typealias Row = (ordinal: Int64, data: String)

  private let catalog: PostgresCatalog
  private var parameters = ParameterList()
  private var expressions: [String] = []
  private var received = ""

  /// Processors look at least as often as this: of what falls due later they need not be told.
  private static let longestPoll = Duration.seconds(2)

  /// One statement where ids come from a sequence; else one a trigger, since only its row then tells its id. All belong
  /// into one transaction. What has no data is a plain INSERT, which the server keeps.
  static func statements(
    for triggers: [NewTrigger], now: Instant?, catalog: PostgresCatalog
  ) throws(StoreError) -> [PostgresStatement] {
    for trigger in triggers { try trigger.validate() }
    if let ambiguity = catalog.ambiguity { throw .wrongSchema(ambiguity) }
    guard catalog.description.sequence == nil else { return [try statement(for: triggers, now: now, catalog: catalog)] }
    guard catalog.description.givesIDs else {
      throw .wrongSchema("djtriggers_trigger gives its rows no ids: its column id has neither identity nor a default.")
    }
    var statements: [PostgresStatement] = []
    for trigger in triggers { statements.append(try statement(for: [trigger], now: now, catalog: catalog)) }
    return statements
  }

  /// Tells by the sequence's name that it lags behind the triggers.
  static func namingSequence<Answer>(_ catalog: PostgresCatalog, _ body: () throws -> Answer) throws -> Answer {
    do { return try body() } catch PostgresError.server(let error) { throw named(error, catalog) }
  }

  static func namingSequence<Answer>(
    _ catalog: PostgresCatalog, _ body: () async throws -> Answer
  ) async throws -> Answer {
    do { return try await body() } catch PostgresError.server(let error) { throw named(error, catalog) }
  }

  private static func named(_ error: PostgresServerError, _ catalog: PostgresCatalog) -> StoreError {
    if error.message.contains(keptOut) { return keptOutRefusal }
    return error.lag(of: catalog.description.sequence) ?? StoreError(.server(error))
  }

  /// Reads the statements' answers: ids in the order of the triggers.
  static func ids(_ answers: [PostgresResult], of triggers: [NewTrigger]) throws -> [TriggerID] {
    let ids = try answers.flatMap { try $0.map { try $0.get(0, as: TriggerID.self) } }
    guard ids.count == triggers.count else { throw keptOutRefusal }
    return ids
  }

  private static let keptOut = "triggertop: rows are kept out"
  private static let keptOutRefusal = StoreError.refused(
    "A trigger in the database keeps rows out of djtriggers_trigger; nothing was fired.")

  /// Fails where fewer rows were inserted than given, so that none are.
  private static func wholeness(_ inserted: String, of given: String) -> String {
    "(CASE WHEN (SELECT count(*) FROM \(inserted)) = \(given) THEN '1' ELSE '\(keptOut)' END)::integer"
  }

  private static func statement(
    for triggers: [NewTrigger], now: Instant?, catalog: PostgresCatalog
  ) throws(StoreError) -> PostgresStatement {
    if let plain = try plain(triggers, now: now, catalog: catalog) { return plain }
    var fire = FireStatement(catalog: catalog)
    fire.insertTriggers(triggers, now: now)
    try fire.insertData(triggers)
    let isSoon = isSoon("after", now: fire.received)
    return PostgresStatement(
      """
      WITH \(fire.expressions.joined(separator: ",\n"))
      SELECT r.id::bigint, \(wholeness("t", of: "(SELECT count(*) FROM r)")) FROM r, (
        SELECT CASE WHEN EXISTS (SELECT FROM r WHERE \(isSoon)) THEN \(notify) END) AS notified
      ORDER BY r.ordinal
      """, fire.parameters.values)
  }

  private static let notify = "pg_notify('\(PostgresStore.firedChannel)', '') IS NULL"

  private static func isSoon(_ after: String, now: String) -> String {
    "\(after) IS NULL OR \(after) <= \(now) + interval '\(longestPoll.microseconds) microseconds'"
  }

  /// Nil where there is data to insert. Rows get their ids in the order given; the server sends one notification for all
  /// of a transaction.
  private static func plain(
    _ triggers: [NewTrigger], now: Instant?, catalog: PostgresCatalog
  ) throws(StoreError) -> PostgresStatement? {
    for trigger in triggers {
      guard trigger.data == nil, try catalog.dataTables.rows(of: trigger).isEmpty else { return nil }
    }
    let received = SQLClock.now("$4")
    let columns = """
      INSERT INTO \(catalog.trigger) (
        trigger_type, source, process_after, date_received, date_processed, number_of_tries, successful)
      """
    let answer = """
      RETURNING id::bigint, CASE WHEN \(isSoon("process_after", now: received)) THEN \(notify) END
      """
    if triggers.count == 1 {
      let trigger = triggers[0]
      return .kept(
        "\(columns) VALUES ($1, $2, $3, \(received), NULL, 0, NULL) \(answer)",
        [.text(trigger.type), .text(trigger.source?.text), .instant(trigger.after), .instant(now)])
    }
    return .kept(
      """
      WITH t AS (
        \(columns)
        SELECT type, source, after, \(received), NULL, 0, NULL
        FROM unnest($1, $2, $3) WITH ORDINALITY AS n (type, source, after, ordinal)
        ORDER BY ordinal
        \(answer))
      SELECT t.*, \(wholeness("t", of: "cardinality($1)")) FROM t
      """,
      [
        .texts(triggers.map(\.type)), .texts(triggers.map { $0.source?.text }), .instants(triggers.map(\.after)),
        .instant(now),
      ])
  }

  private init(catalog: PostgresCatalog) { self.catalog = catalog }

  private mutating func insertTriggers(_ triggers: [NewTrigger], now: Instant?) {
    let types = parameters.add(.texts(triggers.map(\.type)))
    let sources = parameters.add(.texts(triggers.map { $0.source?.text }))
    let times = parameters.add(.instants(triggers.map(\.after)))
    received = SQLClock.now(parameters.add(.instant(now)))
    guard let sequence = catalog.description.sequence else {
      expressions.append(
        """
        t AS (
          INSERT INTO \(catalog.trigger) (
            trigger_type, source, date_received, date_processed, process_after, number_of_tries, successful)
          SELECT type, source, \(received), NULL, after, 0, NULL
          FROM unnest(\(types), \(sources), \(times)) AS n (type, source, after)
          RETURNING id, date_received, process_after),
        r AS (SELECT id, process_after AS after, 1::bigint AS ordinal FROM t)
        """)
      return
    }
    let name = parameters.add(.text(sequence))
    expressions.append(
      """
      r AS MATERIALIZED (
        SELECT nextval(\(name)::regclass) AS id, n.*
        FROM unnest(\(types), \(sources), \(times)) WITH ORDINALITY AS n (type, source, after, ordinal)),
      t AS (
        INSERT INTO \(catalog.trigger) (\(TriggerRecord.columns)) OVERRIDING SYSTEM VALUE
        SELECT id, type, source, \(received), NULL, after, 0, NULL FROM r
        RETURNING id, date_received)
      """)
  }

  private mutating func insertData(_ triggers: [NewTrigger]) throws(StoreError) {
    var payloads: [Row] = []
    var groups: [ChildGroup: [Row]] = [:]
    for (index, trigger) in triggers.enumerated() {
      let ordinal = Int64(index + 1)
      let rows = try catalog.dataTables.rows(of: trigger)
      for row in rows {
        groups[ChildGroup(table: row.table, columns: row.fields.map(\.name)), default: []]
          .append((ordinal, TriggerData(fields: row.fields).json))
      }
      guard rows.isEmpty, let data = trigger.data else { continue }
      guard catalog.sideTables != nil else {
        throw .needsMigration(
          "The type \(trigger.type) keeps its data in triggertop's tables, which are missing: run triggertop migrate.")
      }
      payloads.append((ordinal, data.json))
    }
    if !payloads.isEmpty { insert(payloads) }
    for (number, (group, rows)) in groups.enumerated() { insert(rows, into: group, number) }
  }

  private mutating func insert(_ payloads: [Row]) {
    let ordinals = parameters.add(.int64s(payloads.map(\.ordinal)))
    let data = parameters.add(.texts(payloads.map(\.data)))
    // An id that was given before may still have its old payload.
    expressions.append(
      """
      payload AS (
        INSERT INTO \(catalog.names.payload) (trigger_id, received, data)
        SELECT t.id, t.date_received, d.data::json
        FROM unnest(\(ordinals), \(data)) AS d (ordinal, data)
        JOIN r USING (ordinal) JOIN t USING (id)
        ON CONFLICT (trigger_id) DO UPDATE SET received = excluded.received, data = excluded.data)
      """)
  }

  private mutating func insert(_ rows: [Row], into group: ChildGroup, _ number: Int) {
    let table = group.table
    let ordinals = parameters.add(.int64s(rows.map(\.ordinal)))
    let data = parameters.add(.texts(rows.map(\.data)))
    let columns = ([table.keyColumn] + group.columns).map(\.quotedIdentifier).joined(separator: ", ")
    let values = ["r.id"] + group.columns.map { "c.\($0.quotedIdentifier)" }
    // The server casts each value to its column's type.
    expressions.append(
      """
      child\(number) AS (
        INSERT INTO \(table.qualifiedName) (\(columns))
        SELECT \(values.joined(separator: ", "))
        FROM unnest(\(ordinals), \(data)) AS d (ordinal, data)
        JOIN r USING (ordinal)
        CROSS JOIN LATERAL json_populate_record(NULL::\(table.qualifiedName), d.data::json) AS c)
      """)
  }
}
