/// A table that holds data of triggers, as the catalog has it.
package struct DataTable: Hashable, Sendable, Identifiable {
  /// What keeps rows of a table from a role.
  package enum Barrier: Hashable, Sendable {
    /// It may not read the table at all; the remedy is a GRANT.
    case noPrivilege(role: String, remedy: String)
    /// Rows may be there that it does not see.
    case rowSecurity(role: String)

    /// What stands behind the table's name, with the remedy.
    package var clause: String {
      switch self {
      case .noPrivilege(let role, let remedy): "which role \(role) may not read: \(remedy)"
      case .rowSecurity(let role): "whose row security may hide it from role \(role): give that a policy to see it"
      }
    }
  }

  /// As people and the journal call it.
  package let name: String
  /// Quoted, as statements need it.
  package let qualifiedName: String
  /// The one that holds the trigger's id.
  package let keyColumn: String
  /// The table to whose key this one's refers, where that is not the trigger's: Django's inheritance over several
  /// levels.
  package let parent: String?
  package let barrier: Barrier?
  /// All but the key.
  package let columns: [DataColumn]

  package init(
    name: String, qualifiedName: String, keyColumn: String, parent: String? = nil, barrier: Barrier? = nil,
    columns: [DataColumn]
  ) {
    self.name = name
    self.qualifiedName = qualifiedName
    self.keyColumn = keyColumn
    self.parent = parent
    self.barrier = barrier
    self.columns = columns
  }

  package var id: String { "\(qualifiedName).\(keyColumn)" }

  package var isReadable: Bool { if case .noPrivilege? = barrier { false } else { true } }

  package func column(named name: String) -> DataColumn? { columns.first { $0.name.isExactly(name) } }

  /// Whether its key is called as Django calls that of a model that inherits: `trigger_ptr_id`.
  var hasDjangosKey: Bool { keyColumn.hasSuffix("_ptr_id") }

  /// Whether Django would call the table of a model after that type so: `billing_paybill` for `pay_bill`.
  func isNamed(after type: String) -> Bool {
    let model = type.lowercased().filter { $0.isLetter || $0.isNumber }
    let table = name.lowercased()
    return !model.isEmpty && [model, model + "trigger"].contains { table == $0 || table.hasSuffix("_\($0)") }
  }
}
