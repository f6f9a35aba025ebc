import Foundation
import TriggerCore
import TriggerPostgres
import TriggerRedis
import TriggerSQLite

/// Opens the queue that the configuration names: the one place that knows every driver.
struct QueueOpener: Sendable {
  enum Purpose: Sendable {
    case reading
    /// Refused where the database or `--read-only` permits no changes.
    case writing
  }

  let configuration: Configuration
  var environment = ProcessInfo.processInfo.environment

  init(_ configuration: Configuration) { self.configuration = configuration }

  /// - Throws: `Failure` or `StoreError` with a sentence and the remedy.
  func open(_ purpose: Purpose) async throws -> Queue {
    let store = try store()
    let queue = Queue(
      configuration: configuration, store: store, lock: try lock(), facts: try await store.facts())
    if case .writing = purpose, let reason = queue.readOnlyReason { throw Failure(.notPermitted, reason) }
    await tellIfForgotten(store)
    return queue
  }

  /// Why it is the user's own queue that is opened.
  static let ownOrigin = "This is your own queue: no database was given (DATABASE_URL, --database)."

  /// On standard error, where nobody named the queue and it turns out to be empty: another may be meant. One query.
  func tellIfForgotten(_ store: any TriggerStore) async {
    guard configuration.database.value == nil, let page = try? await store.page(PageQuery(limit: 1), now: nil),
      page.rows.isEmpty, page.unreadable.isEmpty, let path = try? ownPath
    else { return }
    Console.note("\(Self.ownOrigin) It is empty: \(path)")
  }

  /// The store itself, which connects when it is first asked something.
  func store() throws -> any TriggerStore {
    guard let text = configuration.database.value else {
      let ownTables = configuration.typeToTable.value.byType
      return SQLiteStore(path: try ownPath, mode: .createIfMissing, ownTables: ownTables)
    }
    let origin = configuration.database.origin
    do {
      return try store(at: text)
    } catch  where !origin.isFlag {
      throw ConfigurationError(at: origin, Failure(error).description)
    }
  }

  private func store(at text: String) throws -> any TriggerStore {
    let (readOnly, ownTables) = (configuration.readOnly.value, configuration.typeToTable.value.byType)
    switch try QueueAddress(text) {
    case .postgres(let conninfo):
      return try PostgresStore(conninfo, options: PostgresOptions(readOnly: readOnly, ownTables: ownTables))
    case .sqlite(let path):
      // Where its directory may not be read, the store says so.
      guard access(path, F_OK) == 0 || errno == EACCES else { throw missing(path) }
      return SQLiteStore(path: path, mode: readOnly ? .readOnly : .existing, ownTables: ownTables)
    }
  }

  /// Where the user's own queue lies, unless another is named.
  var ownPath: String {
    get throws(Failure) {
      try XDG.directory("XDG_DATA_HOME", else: ".local/share", environment) + "/triggertop/queue.sqlite3"
    }
  }

  /// What excludes Python workers, nil where no Redis is configured. Connects when it is first asked something.
  func lock() throws -> (any TriggerLock)? {
    try configuration.redisURL.value.map { address in
      try RedisLock(address: address, keyPrefix: configuration.redisKeyPrefix.value)
    }
  }

  private func missing(_ path: String) -> Failure {
    let shown = Secrecy.queue.shown(path)
    let subcommands = TriggerTop.configuration.subcommands.compactMap { $0.configuration.commandName }
    if !path.contains("/"), let near = path.closest(in: subcommands) {
      return Failure(.usage, "There is no subcommand and no file \"\(path)\"; did you mean triggertop \(near)?")
    }
    return Failure(
      .usage, "There is no file \(shown); check the path, or run triggertop without one to open your own queue.")
  }
}
