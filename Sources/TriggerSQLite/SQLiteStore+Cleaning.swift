import GRDB
import TriggerCore

extension SQLiteStore: TriggerCleaning {
  /// Django's times are text: what sorts before any text is none, and stays.
  private static let isProcessedBefore = "t.date_processed > '' AND t.date_processed < ?"

  public func cleanable(before time: Instant) async throws -> Int {
    try await database.read { db in
      let sql = "SELECT count(*) FROM djtriggers_trigger t WHERE \(Self.isProcessedBefore)"
      return try Int.fetchOne(db, sql: sql, arguments: [time.storedText]) ?? 0
    }
  }

  public func check(_ ownTables: [String: [OwnTable]]) async throws {
    try await database.read { db in
      for table in Set(ownTables.values.joined()) { try check(table, db) }
    }
  }

  public func clean(
    before time: Instant, ownTables: [String: [OwnTable]], limit: Int, after place: CleaningPlace?
  ) async throws -> CleanedBatch {
    try await database.write { db in
      let byTable = Dictionary(grouping: ownTables.flatMap { type, tables in tables.map { ($0, type) } }, by: \.0)
      for table in byTable.keys { try check(table, db) }
      let batch = try longestProcessed(before: time, limit: limit, after: place, db)
      guard let last = batch.last else { return CleanedBatch() }
      let deletion = try Deletion(db, self.ownTables, own: byTable.map { ($0, $1.map(\.1)) })
      let types = Dictionary(batch.map { ($0.place.id, $0.type) }) { first, _ in first }
      let left = try deletion.delete(types)
      return CleanedBatch(
        removed: types.count - left.count,
        kept: left.sorted { $0.key < $1.key }.map { id, refusal in
          .init(id: id, reason: refusal.reasons[id] ?? "a constraint", isNeeded: refusal.areNeeded)
        }, place: batch.count < limit ? nil : last.place)
    }
  }

  private func check(_ table: OwnTable, _ db: Database) throws {
    try table.check(columns: db.declaredColumns(of: table.name))
  }

  /// Those that somebody runs once more are left for later.
  private func longestProcessed(
    before time: Instant, limit: Int, after place: CleaningPlace?, _ db: Database
  ) throws -> [(place: CleaningPlace, type: String)] {
    let unclaimed = """
      AND NOT EXISTS (SELECT 1 FROM triggertop_claim c WHERE c.trigger_id = t.id AND c.received = t.date_received
        AND c.kind <> 'hold' AND c.lease_until > '\(Instant.now.storedText)')
      """
    var arguments: StatementArguments = [time.storedText]
    var onwards = ""
    if case .text(let processed)? = place?.processed, let id = place?.id {
      onwards = "AND (t.date_processed, t.id) > (?, ?)"
      arguments += [processed, id]
    }
    let sql = """
      SELECT t.date_processed, t.id, t.trigger_type FROM djtriggers_trigger t
      WHERE \(Self.isProcessedBefore) \(onwards) \(try db.sideTables == nil ? "" : unclaimed)
      ORDER BY t.date_processed, t.id LIMIT ?
      """
    return try Row.fetchAll(db, sql: sql, arguments: arguments + [max(0, limit)]).map {
      (
        CleaningPlace(processed: .text(String.fromDatabaseValue($0[0]) ?? ""), id: $0[1]),
        String.fromDatabaseValue($0[2]) ?? ""
      )
    }
  }

  public func sweepOrphans(limit: Int) async throws -> Int {
    var removed = 0
    for table in ["triggertop_claim", "triggertop_payload", "triggertop_attempt"] {
      var last: Int64? = .min
      while let from = last, removed < limit {
        try Task.checkCancellation()
        let most = limit - removed
        let swept = try await database.write { try $0.sweptOrphans(of: table, after: from, limit: most) }
        removed += swept.removed
        last = swept.last
      }
    }
    return removed
  }
}

extension Database {
  /// Rows that are looked at while nobody else can write.
  private static let orphanWindow = 20_000

  /// - Returns: rows removed, and the key of the last one looked at; nil at the table's end.
  fileprivate func sweptOrphans(of table: String, after key: Int64, limit: Int) throws -> (removed: Int, last: Int64?) {
    guard try sideTables != nil else { return (0, nil) }
    let last = try Int64.fetchOne(
      self,
      sql: """
        SELECT max(rowid) FROM (SELECT rowid FROM \(table) WHERE rowid > ? ORDER BY rowid LIMIT \(Self.orphanWindow))
        """, arguments: [key])
    guard let last else { return (0, nil) }
    try execute(
      sql: """
        DELETE FROM \(table) WHERE rowid IN (
          SELECT s.rowid FROM \(table) s WHERE s.rowid > ? AND s.rowid <= ? AND NOT EXISTS (
            SELECT 1 FROM djtriggers_trigger t WHERE t.id = s.trigger_id AND t.date_received = s.received) LIMIT ?)
        """, arguments: [key, last, limit])
    return (changesCount, last)
  }
}
