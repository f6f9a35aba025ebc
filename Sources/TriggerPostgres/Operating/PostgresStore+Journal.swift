import TriggerCore

extension PostgresStore: TriggerJournal {
  public func actions(limit: Int) async throws -> [JournaledAction] {
    let catalog = try await loadedCatalog()
    guard catalog.sideTables != nil else { return [] }
    let names = catalog.names
    return try await read { transaction in
      let answer = try transaction.runLastByIndex(
        PostgresStatement(
          """
          SELECT a.id, a.at, a.operator, a.host, a.verb,
            (SELECT count(*) FROM (
              SELECT FROM \(names.actionItem) AS i WHERE i.action_id = a.id AND i.result = 'done'
              LIMIT \(JournaledAction.mostCounted + 1)) AS done),
            EXISTS (
              SELECT FROM \(names.action) AS u
              WHERE u.id > a.id AND u.verb = 'undo' AND u.filter = 'action:' || a.id AND EXISTS (
                SELECT FROM \(names.actionItem) AS i WHERE i.action_id = u.id AND i.result = 'done'))
              AND NOT EXISTS (
                SELECT FROM \(names.actionItem) AS i
                WHERE i.action_id = a.id AND i.result = 'done' AND NOT \(Self.isUndone(names)))
          FROM \(names.action) AS a ORDER BY a.id DESC LIMIT $1
          """, [.int64(Int64(limit))]))[0]
      return try answer.map { row in
        JournaledAction(
          id: try row.get(0), at: try row.get(1), by: Operator(name: try row.get(2), host: try row.get(3)),
          verb: try row.get(4), changed: JournaledAction.tally(try row.get(5)), isUndone: try row.get(6))
      }
    }
  }

  public func changes(of action: JournaledAction.ID) async throws -> [JournaledChange] {
    let catalog = try await loadedCatalog()
    guard catalog.sideTables != nil else { return [] }
    return try await read { transaction in
      let answer = try transaction.runLastByIndex(
        PostgresStatement(
          """
          SELECT trigger_id, received, before::text, after::text FROM \(catalog.names.actionItem) AS i
          WHERE action_id = $1 AND result = 'done'
            AND NOT \(Self.isUndone(catalog.names, as: "AND ui.result = 'done'"))
          ORDER BY trigger_id
          """, [.int64(action)]))[0]
      return try answer.map { try JournaledChange(row: $0) }
    }
  }

  /// Whether an undo of the action came to its item `i`, whatever became of it there.
  private static func isUndone(_ names: TableNames, as result: String = "") -> String {
    """
    EXISTS (
      SELECT FROM \(names.action) AS u
      JOIN \(names.actionItem) AS ui ON ui.action_id = u.id AND ui.trigger_id = i.trigger_id
      WHERE u.id > i.action_id AND u.verb = 'undo' AND u.filter = 'action:' || i.action_id
        AND ui.received = i.received \(result))
    """
  }

  public func note(released locks: [StuckLock], by operator: Operator, now: Instant?) async throws {
    let catalog = try await loadedCatalog()
    guard catalog.sideTables != nil, !locks.isEmpty else { return }
    let names = catalog.names
    let who = catalog.encoding.fitted(`operator`)
    _ = try await write(
      PostgresStatement(
        """
        WITH released AS (
          SELECT t.id, t.date_received, l.lock
          FROM unnest($1, $2) AS l (id, lock)
          JOIN \(names.trigger) AS t ON t.id = l.id),
        action AS (
          INSERT INTO \(names.action) (at, operator, host, verb)
          SELECT \(SQLClock.now("$3")), $4, $5, $6 WHERE EXISTS (SELECT FROM released)
          RETURNING id)
        INSERT INTO \(names.actionItem) (action_id, trigger_id, received, before, result)
        SELECT action.id, released.id, released.date_received, released.lock::jsonb, $7 FROM action, released
        """,
        [
          .ids(locks.map(\.id)), .texts(locks.map { catalog.encoding.fitted($0.journal) }), .instant(now),
          .text(who.name),
          .text(who.host), .text(StuckLock.releaseVerb), .text(OperationResult.done.word),
        ]))
  }
}
