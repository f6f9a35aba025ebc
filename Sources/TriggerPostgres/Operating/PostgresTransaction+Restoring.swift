import TriggerCore

extension PostgresTransaction {
  /// Brings deleted triggers back with all that the journal kept. A trigger whose id is in use is left alone.
  ///
  /// - Throws: `StoreError.wrongSchema` where a table or column is gone that the journal has values of.
  func restore(
    _ action: JournaledAction.ID, _ targets: [Target], catalog: PostgresCatalog, entry: JournalEntry
  ) throws -> OperationReport {
    try settleTexts()
    let journaled = try query(
      """
      SELECT i.trigger_id FROM unnest($2, $3) AS r (id, received)
      JOIN \(catalog.names.actionItem) AS i ON i.trigger_id = r.id AND i.received = r.received
      WHERE i.action_id = $1 AND i.result = 'done'
      """, [.int64(action), .ids(targets.map(\.id)), .instants(targets.map(\.received))])
    let known = Set(try journaled.map { try $0.get(0, as: TriggerID.self) })
    let restoration = try Restoration(self, of: action, ids: known.sorted(), catalog: catalog)
    var taken: Set<TriggerID> = []
    let refusals = try isolated(known.sorted()) { ids in
      let back = Set(try restoration.insert(ids, self))
      taken.subtract(ids)
      taken.formUnion(Set(ids).subtracting(back))
    }
    let done = known.subtracting(taken).subtracting(refusals.keys)
    let records = try query(
      "SELECT \(TriggerRecord.columns) FROM \(catalog.trigger) WHERE id = ANY ($1)", [.ids(done.sorted())]
    ).map { try TriggerRecord(row: $0) }
    let restored = Dictionary(records.map { ($0.id, $0) }) { first, _ in first }
    let report = OperationReport(
      entries: targets.map { target in
        let id = target.id
        if !known.contains(id) { return .init(id: id, result: .missing) }
        if let refusal = refusals[id] { return .init(id: id, result: .refused(refusal.reason)) }
        return taken.contains(id)
          ? .init(id: id, result: .changed) : .init(id: id, result: .done, after: restored[id])
      }, journalID: try opened(entry, catalog: catalog))
    if let journalID = report.journalID { try note(report, targets, of: journalID, catalog: catalog) }
    return report
  }
}
