extension PostgresStore {
  /// Which of the indexes that `PostgresExtra.indexes` adds are not there, or were left unfinished. One query.
  public func missingIndexes() async throws -> [String] {
    forgetCatalog()
    let present = try await loadedCatalog().description.indexes
    return [PostgresExtra.dueIndex, PostgresExtra.unprocessedIndex, PostgresExtra.failedIndex]
      .filter { !present.contains($0) }
  }
}
