/// Why a trigger's data can't be read.
package enum DataProblem: Error, Hashable, Sendable {
  /// Something keeps the role from a table in which it lies, or perhaps lies: what map and role do not tell, nobody
  /// knows.
  case barred(table: String, by: DataTable.Barrier, isCertain: Bool)
  /// The map names what can't be a type's own table; the sentence says why.
  case wrongMap(String)
  /// Several tables have a row of it, and nothing tells which is its type's own.
  case ambiguous(tables: [String])
  /// A value is stored that can't be given out as it is; the clause names it and says why.
  case unreadable(String)

  /// What stands where the data would.
  package var text: String {
    switch self {
    case .barred(let table, let barrier, let isCertain): "\(isCertain ? "" : "perhaps ")in \(table), \(barrier.clause)"
    case .wrongMap(let sentence): sentence
    case .ambiguous(let tables):
      "in \(tables.joined(separator: " or ")), each of which has a row of it: name its type's own in TYPE_TO_TABLE"
    case .unreadable(let clause): "\(clause); correct it in the database"
    }
  }

  package func error(of id: TriggerID) -> StoreError {
    switch self {
    case .barred(_, _, true): .notPermitted("The data of trigger \(id) is \(text).")
    case .barred:
      .notPermitted("The data of trigger \(id) is \(text); or name the tables of its type in TYPE_TO_TABLE.")
    case .wrongMap(let sentence): .refused("The data of trigger \(id) can't be read: \(sentence)")
    case .ambiguous: .refused("The data of trigger \(id) is \(text).")
    case .unreadable: .failed("The data of trigger \(id) can't be read: \(text).", .row)
    }
  }
}
