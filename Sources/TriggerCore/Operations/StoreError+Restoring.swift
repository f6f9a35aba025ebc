extension StoreError {
  /// What was deleted or edited can't come back whole, since values have nowhere to go.
  package static func lost(table: String) -> StoreError {
    .wrongSchema("The triggers had rows in \(table), which is gone by now: the action can't be taken back.")
  }

  package static func lost(column: String, of table: String) -> StoreError {
    .wrongSchema(
      """
      The column \(column) of \(table) is gone, of which the journal has values: the action can't be taken back before \
      there is such a column again.
      """)
  }
}
