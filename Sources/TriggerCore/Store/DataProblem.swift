/// Why a trigger's data can't be read.
package enum DataProblem: Error, Hashable, Sendable {
  /// The role may not read the table in which it lies, or perhaps lies: what map and role do not tell, nobody knows.
  case barred(table: String, role: String, isCertain: Bool)
  /// The map names what can't be a type's own table; the sentence says why.
  case wrongMap(String)

  /// What stands where the data would.
  package var text: String {
    switch self {
    case .barred(let table, let role, let isCertain):
      "\(isCertain ? "" : "perhaps ")in \(table), which role \(role) may not read: GRANT SELECT"
    case .wrongMap(let sentence): sentence
    }
  }

  package func error(of id: TriggerID) -> StoreError {
    switch self {
    case .barred(_, _, true): .notPermitted("The data of trigger \(id) is \(text).")
    case .barred:
      .notPermitted("The data of trigger \(id) is \(text); or name the tables of its type in TYPE_TO_TABLE.")
    case .wrongMap(let sentence): .refused("The data of trigger \(id) can't be read: \(sentence)")
    }
  }
}
