/// What is known of an opened queue; read once at opening and after a migration. One or two queries.
public struct StoreFacts: Hashable, Sendable {
  public enum Kind: String, Sendable { case sqlite = "SQLite", postgres = "PostgreSQL" }

  public var kind: Kind
  /// What stands on screen: `orders@db1/app` or a file's path. No password.
  public var name: String
  /// The server's or the library's version.
  public var version: String
  /// Whether this session may write `djtriggers_trigger`; the reason where it may not.
  public var readOnlyReason: String?
  /// The version of the side tables, or nil where there are none: attempts, claims and the journal need them.
  public var sideTables: Int?
  /// Why the side tables, although there are some, can't be read, in a sentence with the remedy: then `sideTables` is nil.
  public var sideTablesRefusal: String?
  /// Whether triggertop made this database: only there it migrates by itself and processes without more ado.
  public var isOwn: Bool
  /// Tables that hold data of triggers: those with a foreign key to `djtriggers_trigger(id)`, results left out.
  public var childTables: [String]
  /// The database's clock when it was asked.
  public var clock: Instant

  public init(
    kind: Kind, name: String, version: String, readOnlyReason: String? = nil, sideTables: Int?,
    sideTablesRefusal: String? = nil, isOwn: Bool, childTables: [String], clock: Instant
  ) {
    self.kind = kind
    self.name = name
    self.version = version
    self.readOnlyReason = readOnlyReason
    self.sideTables = sideTables
    self.sideTablesRefusal = sideTablesRefusal
    self.isOwn = isOwn
    self.childTables = childTables
    self.clock = clock
  }
}

extension StoreFacts {
  /// The version of the side tables that work on the queue needs; looking and acting need less.
  public static let workingVersion = 2

  /// Why something can't be done that needs the side tables, with the remedy; nil where they can be used.
  ///
  /// - Parameter purpose: what it is, at the beginning of a sentence.
  package func lack(for purpose: String) -> StoreError? {
    if let sideTables, sideTables >= Self.workingVersion { return nil }
    if let sideTables {
      return .needsMigration(
        "\(purpose) needs triggertop's side tables of version \(Self.workingVersion); those in \(name) are of version "
          + "\(sideTables): bring them up to date with triggertop migrate.")
    }
    return sideTablesRefusal.map { .notPermitted($0) }
      ?? .needsMigration("\(purpose) needs triggertop's side tables in \(name); make them with triggertop migrate.")
  }
}
