import TriggerCore

extension PostgresTransaction {
  /// Until the transaction ends, statements are looked up in indexes rather than by reading tables from their beginning,
  /// which the planner, taking values to be spread evenly over a table, often believes to be faster; nor are they
  /// compiled, which takes longer than any of them should.
  private static let preferIndexes = PostgresStatement.kept(
    "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)")

  /// That, and rows are looked up one by one, as the statements are written: otherwise the planner, once it knows how
  /// large a batch is, reads a whole index of the triggers to join them with it. What is not to be found among others
  /// (NOT IN) is hashed, however many they seem to be.
  static let pinPlans = PostgresStatement.kept(
    """
    SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
      set_config('enable_bitmapscan', 'off', true), set_config('enable_hashjoin', 'off', true),
      set_config('enable_mergejoin', 'off', true), set_config('work_mem', '64MB', true)
    """)

  /// Runs statements in one round trip. Afterwards the transaction prefers indexes.
  func runByIndex(_ statements: PostgresStatement...) throws -> [PostgresResult] {
    Array(try run([Self.preferIndexes] + statements).dropFirst())
  }

  /// Runs the last statements by index, and commits, in one round trip.
  func runLastByIndex(_ statements: PostgresStatement...) throws -> [PostgresResult] {
    try runLast(statements, after: Self.preferIndexes)
  }

  /// Runs the last statements, each row of a table looked up by its key, and commits, in one round trip. What they join
  /// besides tables must be small.
  func runLastByKey(_ statements: PostgresStatement...) throws -> [PostgresResult] {
    try runLast(statements, after: Self.pinPlans)
  }

  private func runLast(_ statements: [PostgresStatement], after setting: PostgresStatement) throws -> [PostgresResult] {
    Array(try run([setting] + statements + [PostgresStatement("COMMIT")]).dropFirst().dropLast())
  }

  /// Runs one statement as the planner likes it best, but by one process of the server, and for no longer than the limit:
  /// then it fails with 57014.
  func run(_ statement: PostgresStatement, within limit: Duration) throws -> PostgresResult {
    let settings = PostgresStatement(
      """
      SELECT set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
        set_config('statement_timeout', $1, true)
      """, [.text("\(max(1, limit.microseconds / 1_000))")])
    return try run([settings, statement])[1]
  }
}
