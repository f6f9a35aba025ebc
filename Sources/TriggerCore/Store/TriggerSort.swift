/// The order of a page. Ties are broken by id, in the same direction; missing values come last either way.
/// Text is ordered by its Unicode scalars, whatever the database's collation.
public struct TriggerSort: Hashable, Sendable {
  /// `id` and `processed` have an index, and so has `due` of what is scheduled; the others sort what a page may
  /// examine, which is all where that suffices (`Page.sortedFrom`).
  public enum Key: String, CaseIterable, Sendable { case id, type, source, tries, due, received, processed }

  public var key: Key
  public var ascending: Bool

  public init(_ key: Key, ascending: Bool = true) {
    self.key = key
    self.ascending = ascending
  }
}
