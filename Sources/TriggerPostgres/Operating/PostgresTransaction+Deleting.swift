import TriggerCore

extension PostgresTransaction {
  /// Deletes those that are as they were seen, and journals all that goes with them.
  func delete(_ targets: [Target], catalog: PostgresCatalog, entry: JournalEntry) throws -> OperationReport {
    var report = try carryOut(.deletion, on: targets, catalog: catalog, entry: entry)
    let types = Dictionary(
      report.done.compactMap { end in end.before.map { (end.id, $0.type) } }, uniquingKeysWith: { first, _ in first })
    report.journalID = try opened(entry, catalog: catalog)
    let refusals = try remove(types, catalog: catalog, keptBy: report.journalID)
    for index in report.entries.indices {
      guard report.entries[index].result == .done, let refusal = refusals[report.entries[index].id] else { continue }
      report.entries[index] = .init(id: report.entries[index].id, result: .refused(refusal.reason))
    }
    if let action = report.journalID { try note(report, targets, of: action, catalog: catalog) }
    return report
  }

  /// Removes triggers with all that hangs on them.
  ///
  /// - Parameters:
  ///   - types: theirs, by id.
  ///   - further: rows that no foreign key leads to.
  ///   - action: the journal's entry; nil keeps nothing.
  /// - Returns: those that stay.
  func remove(
    _ types: [TriggerID: String], further: [ForeignKeys.Mapped] = [], catalog: PostgresCatalog,
    keptBy action: JournaledAction.ID?
  ) throws -> [TriggerID: Refusal] {
    if types.isEmpty { return [:] }
    if action != nil { try settleTexts() }
    let keys = try foreignKeys(catalog, further: further)
    let sideTables =
      action == nil ? [:] : try tables(called: ["triggertop_payload", "triggertop_attempt"], in: catalog.names)
    return try isolated(types.keys.sorted()) { ids in
      let part = Set(ids)
      let rows = try DoomedRows(self, keys: keys, types: types.filter { part.contains($0.key) })
      let removal = RemovalStatement(rows: rows, catalog: catalog, action: action, sideTables: sideTables)
      let answer = try runByIndex(removal.statement())[0]
      let kept = part.subtracting(try answer.map { try $0.get(0, as: TriggerID.self) })
      guard kept.isEmpty else {
        let reason =
          "a trigger or policy of djtriggers_trigger keeps it, as where the application deletes softly: delete it there"
        throw KeptTriggers(reasons: Dictionary(uniqueKeysWithValues: kept.map { ($0, reason) }))
      }
    }
  }

  /// The journal's entry; nil without side tables.
  func opened(_ entry: JournalEntry, catalog: PostgresCatalog) throws -> JournaledAction.ID? {
    guard catalog.sideTables != nil else { return nil }
    return try entry.id ?? run([entry.opening(catalog.names)])[0].first?.get(0)
  }

  /// Notes what became of targets that are not in the journal yet.
  func note(
    _ report: OperationReport, _ targets: [Target], of action: JournaledAction.ID, catalog: PostgresCatalog
  ) throws {
    let left = zip(targets, report.entries)
    try query(
      """
      INSERT INTO \(catalog.names.actionItem) (action_id, trigger_id, received, after, result)
      SELECT $1, i.id, i.received, i.after::jsonb, i.result
      FROM unnest($2, $3, $4, $5) WITH ORDINALITY AS i (id, received, after, result, place)
      ORDER BY i.place
      ON CONFLICT DO NOTHING
      """,
      [
        .int64(action), .ids(left.map(\.0.id)), .instants(left.map(\.0.received)),
        .texts(left.map { $1.after?.progress.data.json }), .texts(left.map(\.1.result.word)),
      ])
  }
}
