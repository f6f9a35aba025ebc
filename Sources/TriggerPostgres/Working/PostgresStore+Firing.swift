import BlockingIO
import TriggerCore

extension PostgresStore {
  /// Where `fire` and `PostgresExtra.notify` tell that there is something to do.
  static let firedChannel = "triggertop_fired"

  public func fire(_ triggers: [NewTrigger], now: Instant?) async throws -> [TriggerID] {
    guard !triggers.isEmpty else { return [] }
    return try await fires.fire(triggers, now: now, until: .after(options.workTimeout)) {
      try await self.send($0, now: now, until: $1)
    }
  }

  /// All or none, in one statement where that can be.
  private func send(_ triggers: [NewTrigger], now: Instant?, until deadline: Deadline) async throws -> [TriggerID] {
    // Where data goes is looked at anew: its table may have been made a moment ago.
    let hasData = triggers.contains { $0.data != nil || $0.table != nil }
    let catalog = try await hasData ? freshCatalog() : loadedCatalog()
    let statements = try FireStatement.statements(for: triggers, now: now, catalog: catalog)
    return try await checkingCatalog {
      do {
        return try await FireStatement.namingSequence(catalog) {
          // Nothing is looked up, so the planner needs no hint; what data means may depend on the session's settings.
          let answers =
            try await statements.count == 1 && statements[0].isKept
            ? [work.single(statements[0], deadline: deadline)]
            : work.transaction(deadline: deadline) { try $0.fire(statements, of: triggers) }
          return try FireStatement.ids(answers, of: triggers)
        }
      } catch {
        throw StoreError.whatever(error)
      }
    }
  }

  public func table(ofType type: String) async throws -> String? {
    let found = try await readFresh { transaction, catalog in
      let some = PostgresStatement(
        "SELECT id::bigint FROM \(catalog.trigger) WHERE trigger_type = $1 LIMIT 100", [.text(type)])
      let ids = try transaction.runByIndex(some)[0].map { try $0.get(0, as: TriggerID.self) }
      let reading = DataReading(catalog)
      let answers = try transaction.runByIndex(reading.statement(for: ids), catalog.freshness)
      return (Array(try reading.answer(answers[0]).found.values), answers[1])
    }
    return try await loadedCatalog().dataTables.table(ofType: type, seen: found)
  }
}

extension PostgresTransaction {
  /// One statement is committed in the same round trip; of several it is only known by their answers that all took effect.
  fileprivate func fire(_ statements: [PostgresStatement], of triggers: [NewTrigger]) throws -> [PostgresResult] {
    if statements.count == 1 { return [try runLast(statements[0])] }
    let answers = try run(statements)
    _ = try FireStatement.ids(answers, of: triggers)
    return answers
  }
}
