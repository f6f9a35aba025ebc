extension PostgresTransaction {
  /// Until the transaction ends, statements are looked up in indexes rather than by reading tables from their beginning,
  /// which the planner, taking values to be spread evenly over a table, often believes to be faster; nor are they
  /// compiled, which takes longer than any of them should.
  private static let preferIndexes = PostgresStatement(
    "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)")

  /// Runs statements in one round trip. Afterwards the transaction prefers indexes.
  func runByIndex(_ statements: PostgresStatement...) throws -> [PostgresResult] {
    Array(try run([Self.preferIndexes] + statements).dropFirst())
  }

  /// Runs the last statements by index, and commits, in one round trip.
  func runLastByIndex(_ statements: PostgresStatement...) throws -> [PostgresResult] {
    Array(try run([Self.preferIndexes] + statements + [PostgresStatement("COMMIT")]).dropFirst().dropLast())
  }
}
