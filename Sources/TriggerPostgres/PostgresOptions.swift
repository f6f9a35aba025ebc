import TriggerCore

/// How a `PostgresStore` works with its database.
public struct PostgresOptions: Sendable {
  /// Opens every transaction READ ONLY: the server itself then refuses to write.
  public var readOnly: Bool
  /// For a call that reads, time in line and connecting included.
  public var readTimeout: Duration
  /// For a call that writes; an operation on many triggers has it for each 500 of them.
  public var workTimeout: Duration
  /// For each statement of a migration: an index on a large table takes minutes.
  public var migrationTimeout: Duration
  /// Where types' own rows lie, as DJTRIGGERS_TYPE_TO_TABLE says, checked against the catalog; types that are not
  /// among these have theirs where foreign keys lead.
  public var ownTables: [String: [OwnTable]]

  public init(
    readOnly: Bool = false, readTimeout: Duration = .seconds(10), workTimeout: Duration = .seconds(15),
    migrationTimeout: Duration = .hours(2), ownTables: [String: [OwnTable]] = [:]
  ) {
    self.readOnly = readOnly
    self.readTimeout = readTimeout
    self.workTimeout = workTimeout
    self.migrationTimeout = migrationTimeout
    self.ownTables = ownTables
  }
}

extension PostgresOptions {
  /// How long a renewal may take: what hangs is tried again while the lease holds.
  func renewalLimit(of lease: Duration) -> Duration { min(workTimeout, max(lease / 6, .milliseconds(500))) }
}
