/// The order of a page. Ties are broken by id, in the same direction; missing values come last either way.
public struct TriggerSort: Hashable, Sendable {
  /// `id`, `processed` and `after` have an index; the others sort within the window a page examines.
  public enum Key: String, CaseIterable, Sendable { case id, type, source, tries, due, received, processed }

  public var key: Key
  public var ascending: Bool

  public init(_ key: Key, ascending: Bool = true) {
    self.key = key
    self.ascending = ascending
  }
}
