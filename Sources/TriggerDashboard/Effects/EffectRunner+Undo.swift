import TriggerCore

extension EffectRunner {
  /// How many of everybody's actions are searched for one of this operator.
  private static let mostActions = 200

  /// Two or three queries.
  func undoOffer() async throws -> UndoOffer? {
    guard let journal = store as? any TriggerJournal else { return nil }
    let actions = try await journal.actions(limit: Self.mostActions)
    guard let action = actions.first(where: { $0.isUndoable && $0.by == options.operator }) else { return nil }
    let changes = try await journal.changes(of: action.id)
    let samples = changes.prefix(UndoOffer.mostSamples)
    let records = try await store.records(ids: samples.map(\.id))
    return UndoOffer(
      action: action, targets: changes.map(\.target),
      samples: samples.map { change in
        UndoOffer.Sample(
          change: change, record: records.first { $0.id == change.id && $0.received == change.received })
      })
  }
}
