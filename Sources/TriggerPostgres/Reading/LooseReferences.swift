/// Rows that may live without the trigger they refer to, straight or through what goes with it: their reference is
/// cleared, as Django's SET_NULL does without the database's knowledge.
struct LooseReferences {
  let catalog: PostgresCatalog
  /// What else the same statement deletes, as conditions on a row `x`, by table: PostgreSQL does not say what becomes of
  /// a row that one statement both changes and deletes.
  var deleted: [String: [String]] = [:]

  /// Statements that clear them, one a table, for a WITH clause of the statement that deletes.
  /// - Parameter ids: selects the triggers.
  func clearings(ids: String) -> [String] {
    let dependencies = Dictionary(grouping: Dependency.all(in: catalog), by: \.qualifiedName)
      .mapValues { $0.map { $0.condition(ids: ids) } }
    let deleted = deleted.merging(dependencies) { $0 + $1 }
    return Dictionary(grouping: catalog.looseReferences, by: \.qualifiedName).sorted { $0.key < $1.key }.map {
      table, references in
      let isLost = Dictionary(grouping: references, by: \.column).mapValues { references in
        references.map { Dependency.condition(catalog.chain(to: $0), row: "x", ids: ids) }.joined(separator: " OR ")
      }.sorted { $0.key < $1.key }
      let assignments = isLost.map { column, condition in
        let name = column.quotedIdentifier
        return "\(name) = CASE WHEN \(condition) THEN NULL ELSE x.\(name) END"
      }
      let stays = (deleted[table] ?? []).map { " AND (\($0)) IS NOT TRUE" }.joined()
      return """
        UPDATE \(table) AS x SET \(assignments.joined(separator: ", "))
        WHERE (\(isLost.map(\.value).joined(separator: " OR ")))\(stays)
        """
    }
  }
}
