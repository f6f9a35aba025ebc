extension StuckLock {
  /// The word for its release in the journal.
  package static let releaseVerb = "unlock"

  /// Who held it, as the journal has it.
  package var held: DataValue {
    .object([
      .init("token", .text(holder.token)), .init("since", holder.since.map(DataValue.instant) ?? .null),
      .init("node", holder.node.map(DataValue.text) ?? .null),
    ])
  }

  /// The journal's `before`.
  package var journal: String { DataValue.object([.init("lock", held)]).json }
}
