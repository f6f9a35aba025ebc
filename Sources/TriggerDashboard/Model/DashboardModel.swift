import TerminalUI
import TriggerCore

/// All that the dashboard knows and shows. Changed by `DashboardUpdate` alone.
struct DashboardModel: Sendable {
  enum Phase: Hashable, Sendable {
    case running
    /// The processor finishes what it runs; quitting again hands it back.
    case draining
    case finished
    /// Left a second time, while the processor was draining.
    case abandoned

    var isOver: Bool { self == .finished || self == .abandoned }
  }

  let options: DashboardOptions
  let facilities: Facilities
  /// What the terminal can show.
  let glyphs: Glyphs

  /// This machine's clock, set before each update.
  var clock: Instant
  /// Since the dashboard was opened, set before each update; no clock that is set moves it.
  var uptime = Duration.zero
  /// How far the database's clock is ahead of this machine's.
  var skew = Duration.zero
  var size: Size
  var phase = Phase.running

  var screen = ScreenID.triggers
  var triggers: TriggersScreen
  var processors = ProcessorsScreen()
  var log = LogScreen()
  var checks = ChecksScreen()
  /// Over the screen below.
  var detail: DetailScreen?
  /// Over everything.
  var modal: (any Modal)?
  /// How many were opened so far.
  var modalCount = 0
  /// What the operator has before their eyes.
  var seen: String?
  /// Operations under way, and those that ended after the dashboard was told to end: nobody will read of them there.
  var operations: [OperationRun.ID] = []
  /// A `:` command being typed.
  var commandField: TextField?

  var data = QueueData()
  var refresh: RefreshSchedule
  var counting = ExactCounting()
  var trends = Trends()
  var windows = CountWindows.day
  /// Those that the round under way counts in.
  var countedWindows = CountWindows.day
  var notice: Notice? { didSet { noticedAt = uptime } }
  private(set) var noticedAt = Duration.zero
  var timeStyle = TimeFormat.Style.local
  var zone: DisplayZone
  var isMouseOn = false
  /// When the overview was last asked for.
  var overviewAskedAt: Duration?
  /// When stuck locks were last looked for.
  var locksAskedAt: Duration?

  init(
    options: DashboardOptions, facilities: Facilities = Facilities(), clock: Instant, size: Size,
    zone: DisplayZone = .local, glyphs: Glyphs = .unicode
  ) {
    self.options = options
    self.glyphs = glyphs
    self.facilities = facilities
    self.clock = clock
    self.size = size
    self.zone = zone
    triggers = TriggersScreen(view: options.view)
    refresh = RefreshSchedule(interval: options.refreshInterval)
    do {
      triggers.filter = try ListFilter(options.filter)
    } catch {
      notice = .refusal(error.description)
    }
  }

  /// The database's clock, as far as the last answer tells.
  var now: Instant { clock + skew }

  var context: ScreenContext {
    ScreenContext(
      limits: options.limits, windows: windows, limitsOrigin: options.limitsOrigin,
      times: TimeFormat(style: timeStyle, now: now, localZone: zone), area: ChromeLayout(size: size).area, data: data,
      connection: refresh.connection(at: uptime), queueName: queueName, queueOrigin: options.origin,
      databaseArgument: options.databaseArgument,
      isProduction: options.isProduction,
      readOnlyReason: options.readOnlyReason ?? data.facts?.readOnlyReason,
      processingRefusal: data.facts.flatMap(options.processingRefusal), facilities: facilities,
      operatorName: options.operator.name, keepsJournal: options.journal != nil,
      glyphs: glyphs)
  }

  private var queueName: String { options.title?.sanitised ?? data.facts?.name ?? "the queue" }
}

// MARK: - The screen on top

extension DashboardModel {
  /// Calls `body` with whatever the operator looks at: the detail, or the screen below it.
  mutating func withTopScreen<Result>(_ body: (inout any Screen) -> Result) -> Result {
    var top = topScreen
    let result = body(&top)
    put(top)
    return result
  }

  var topScreen: any Screen {
    if let detail { return detail }
    return switch screen {
    case .triggers: triggers
    case .processors: processors
    case .log: log
    case .checks: checks
    }
  }

  private mutating func put(_ screen: any Screen) {
    switch screen {
    case let screen as DetailScreen: detail = screen
    case let screen as TriggersScreen: triggers = screen
    case let screen as ProcessorsScreen: processors = screen
    case let screen as LogScreen: log = screen
    case let screen as ChecksScreen: checks = screen
    default: break
    }
  }
}
