import BlockingIO
import Synchronization
import TriggerCore

/// A queue in PostgreSQL: the tables of django-triggers, used as they stand, and triggertop's own beside them.
///
/// It holds one connection for each purpose, opened when first needed, so that a slow page never delays the renewal of
/// a lease. A write that ends with `StoreError.timedOut` or `.unreachable` may have taken effect all the same. A session
/// keeps nothing but statements that are sent again and again, and where a pooler loses those it goes on without: one in
/// transaction mode is fine.
public final class PostgresStore: TriggerStore {
  let options: PostgresOptions
  let address: PostgresAddress
  let reading: PostgresConnection
  let work: PostgresConnection
  /// For ends of attempts: no claim waits for them, nor they for a claim.
  let ends: PostgresConnection
  let leases: PostgresConnection
  let listeners: Wakeups
  private let listening: PostgresConnection
  let fires = SharedCalls()
  private let catalog = Mutex<PostgresCatalog?>(nil)

  /// Does not connect.
  ///
  /// - Parameter address: whatever libpq takes: a URI, `key=value` pairs, a database's name, or nothing for the
  ///   environment's.
  /// - Throws: `StoreError.refused` for an address that can't be read.
  public init(_ address: String, options: PostgresOptions = PostgresOptions()) throws {
    self.options = options
    do {
      let parsed = try PostgresAddress(address)
      let access: PostgresAccess = options.readOnly ? .readOnly : .readWrite
      self.address = parsed
      let consent = StatementConsent()
      reading = try PostgresConnection(parsed, access: .readOnly, consent: consent)
      work = try PostgresConnection(parsed, access: access, consent: consent)
      ends = try PostgresConnection(parsed, access: access, consent: consent)
      leases = try PostgresConnection(parsed, access: access, consent: consent)
      listening = try PostgresConnection(parsed, listeningTo: [Self.firedChannel])
      let listener = FiringListener(connection: listening, limit: options.readTimeout)
      listeners = Wakeups { await listener.run($0) }
    } catch {
      throw StoreError.whatever(error)
    }
  }

  /// Ends all connections, and whoever listens; the next call opens them again. Waits for calls that run.
  public func close() async {
    listeners.finish()
    for connection in [reading, work, ends, leases, listening] { await connection.close() }
  }

  var knownCatalog: PostgresCatalog? { catalog.withLock { $0 } }

  func keep(_ loaded: PostgresCatalog) { catalog.withLock { $0 = loaded } }

  func forgetCatalog() { catalog.withLock { $0 = nil } }

  /// Reads in a transaction of its own. Forgets the catalog where tables or privileges turn out not to be as it says.
  func read<Value: Sendable>(_ body: @Sendable (PostgresTransaction) throws -> Value) async throws -> Value {
    try await checkingCatalog { try await reading.transaction(within: options.readTimeout, body) }
  }

  /// Works in a transaction of its own.
  func write<Value: Sendable>(_ body: @Sendable (PostgresTransaction) throws -> Value) async throws -> Value {
    try await checkingCatalog { try await work.transaction(within: options.workTimeout, body) }
  }

  /// Records ends in a transaction of its own.
  func record<Value: Sendable>(_ body: @Sendable (PostgresTransaction) throws -> Value) async throws -> Value {
    try await checkingCatalog { try await ends.transaction(within: options.workTimeout, body) }
  }

  /// Runs one statement on the connection for work, in one round trip.
  func write(_ statement: PostgresStatement) async throws -> PostgresResult {
    try await write { try $0.runLastByIndex(statement)[0] }
  }

  func checkingCatalog<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let error as StoreError {
      if error.deniesCatalog { forgetCatalog() }
      throw error
    }
  }
}

extension StoreError {
  /// Whether tables or privileges are not as the catalog says.
  var deniesCatalog: Bool {
    switch self {
    case .wrongSchema, .notPermitted: true
    default: false
    }
  }
}
