/// A table that holds data of triggers, as the catalog has it.
package struct DataTable: Hashable, Sendable, Identifiable {
  /// As people and the journal call it.
  package let name: String
  /// Quoted, as statements need it.
  package let qualifiedName: String
  /// The one that holds the trigger's id.
  package let keyColumn: String
  /// The table to whose key this one's refers, where that is not the trigger's: Django's inheritance over several
  /// levels.
  package let parent: String?
  /// The role that may not read it; nil where it may be read.
  package let barredRole: String?
  /// All but the key.
  package let columns: [DataColumn]

  package init(
    name: String, qualifiedName: String, keyColumn: String, parent: String? = nil, barredRole: String? = nil,
    columns: [DataColumn]
  ) {
    self.name = name
    self.qualifiedName = qualifiedName
    self.keyColumn = keyColumn
    self.parent = parent
    self.barredRole = barredRole
    self.columns = columns
  }

  package var id: String { "\(qualifiedName).\(keyColumn)" }

  package func column(named name: String) -> DataColumn? { columns.first { $0.name == name } }
}
