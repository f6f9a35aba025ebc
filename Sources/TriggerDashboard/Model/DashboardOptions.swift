import TriggerCore

/// How an application wants its dashboard.
public struct DashboardOptions: Sendable {
  /// Notes what was done somewhere outside the database. Called off the main thread, after each part of it.
  public typealias Journal = @Sendable (Deed, Operator) async throws -> Void

  /// What stands on screen for the queue; nil is the store's own name for it.
  public var title: String?
  /// Where the queue came from if nobody named it, in a sentence; it stands where an empty one shows nothing.
  public var origin: String?
  /// What `--database` takes to open the same queue, without a password, for commands that are copied; nil where
  /// none can.
  public var databaseArgument: String?
  public var limits: TryLimits
  /// Where the limits come from, such as a file and key; shown beside them.
  public var limitsOrigin: String
  /// Production queues that can be changed are shown so that nobody overlooks it.
  public var isProduction: Bool
  /// Why nothing may be changed from here, in a sentence; nil where the database decides.
  public var readOnlyReason: String?
  /// Who acts, for the journal.
  public var `operator`: Operator
  public var view: DashboardView
  /// As typed after `/`.
  public var filter: String
  /// Refreshing takes at most a twentieth of the time, so a slow database is asked less often than this, though at
  /// least every 20 s.
  public var refreshInterval: Duration
  /// Why the embedded processor may not work on a queue with these facts, in a sentence; nil where it may.
  public var processingRefusal: @Sendable (StoreFacts) -> String?
  /// Whether the embedded processor begins to claim at once, without being asked.
  public var startsProcessor: Bool
  /// Where actions are noted if the database has no side tables; nil notes them nowhere.
  public var journal: Journal?

  public init(
    title: String? = nil, origin: String? = nil, databaseArgument: String? = nil, limits: TryLimits = TryLimits(),
    limitsOrigin: String = "default", isProduction: Bool = false,
    readOnlyReason: String? = nil, operator: Operator = .current, view: DashboardView = .attention,
    filter: String = "", refreshInterval: Duration = .seconds(1), startsProcessor: Bool = false,
    processingRefusal: @escaping @Sendable (StoreFacts) -> String? = { _ in nil }, journal: Journal? = nil
  ) {
    self.title = title
    self.origin = origin
    self.databaseArgument = databaseArgument
    self.limits = limits
    self.limitsOrigin = limitsOrigin
    self.isProduction = isProduction
    self.readOnlyReason = readOnlyReason
    self.operator = `operator`
    self.view = view
    self.filter = filter
    self.refreshInterval = refreshInterval
    self.startsProcessor = startsProcessor
    self.processingRefusal = processingRefusal
    self.journal = journal
  }
}
