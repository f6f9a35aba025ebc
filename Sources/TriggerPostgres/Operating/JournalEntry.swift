import TriggerCore

/// An action as it goes into the journal.
struct JournalEntry {
  var verb: String
  /// What the action was aimed at, where it was no list of triggers: an undo names the action that it took back.
  var filter: String?
  /// As the database can hold it.
  var who: Operator
  /// The database's clock.
  var now: Instant
  /// Where an earlier part of the action was entered; nil for the first.
  var id: JournaledAction.ID?

  /// Enters the action; answers with the entry's id.
  func opening(_ names: TableNames) -> PostgresStatement {
    var parameters = ParameterList()
    let entry = values(&parameters)
    return PostgresStatement(
      "INSERT INTO \(names.action) (at, operator, host, verb, filter) SELECT \(entry) RETURNING id", parameters.values)
  }

  /// Common table expressions over `r` (the targets), `g` (what became of them) and `u` (values before and after):
  /// among them `action`, with the entry's id.
  func expressions(_ names: TableNames, _ parameters: inout ParameterList) -> [String] {
    let known = parameters.add(.int64(id))
    return [
      """
      new_action AS (
        INSERT INTO \(names.action) (at, operator, host, verb, filter)
        SELECT \(values(&parameters)) WHERE \(known) IS NULL
        RETURNING id),
      action AS MATERIALIZED (SELECT coalesce(\(known), (SELECT id FROM new_action)) AS id),
      item AS (
        INSERT INTO \(names.actionItem) (action_id, trigger_id, received, before, after, result)
        SELECT action.id, r.id, r.received, u.before, u.after,
          replace(\(OperationStatement.result), 'kept', 'refused')
        FROM r CROSS JOIN action
        LEFT JOIN g USING (ordinal)
        LEFT JOIN u USING (ordinal)
        ON CONFLICT DO NOTHING)
      """
    ]
  }

  /// For one trigger that was changed; answers with the entry's id.
  func statement(
    _ names: TableNames, target: Target, before: String, after: String
  ) -> PostgresStatement {
    var parameters = ParameterList()
    let known = parameters.add(.int64(id))
    let entry = values(&parameters)
    let item = [
      .int64(target.id), .instant(target.received), .text(before), .text(after), .text(OperationResult.done.word),
    ].map { parameters.add($0) }
    return PostgresStatement(
      """
      WITH new_action AS (
        INSERT INTO \(names.action) (at, operator, host, verb, filter) SELECT \(entry) WHERE \(known) IS NULL
        RETURNING id)
      INSERT INTO \(names.actionItem) (action_id, trigger_id, received, before, after, result)
      SELECT coalesce(\(known), (SELECT id FROM new_action)), \(item[0]), \(item[1]), \(item[2])::jsonb,
        \(item[3])::jsonb, \(item[4])
      RETURNING action_id
      """, parameters.values)
  }

  /// In the order at, operator, host, verb, filter.
  private func values(_ parameters: inout ParameterList) -> String {
    let values: [PostgresValue] = [
      .instant(now), .text(who.name), .text(who.host), .text(verb), .text(filter),
    ]
    return values.map { parameters.add($0) }.joined(separator: ", ")
  }
}
