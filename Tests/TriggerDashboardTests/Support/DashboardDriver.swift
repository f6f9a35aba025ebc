import TerminalUI
import TriggerCore

@testable import TriggerDashboard

/// A dashboard without a terminal or a database: keys and answers in, effects and pictures out.
struct DashboardDriver {
  var model: DashboardModel
  /// This machine's clock.
  var clock = Sample.now { didSet { uptime += max(.zero, clock.since(oldValue)) } }
  /// A clock that is set back does not move it.
  private(set) var uptime = Duration.zero
  /// What was asked for since the last look.
  private(set) var effects: [DashboardEffect] = []

  init(
    size: Size = Size(columns: 80, rows: 24), options: DashboardOptions = .testing,
    facilities: Facilities = Facilities()
  ) {
    model = DashboardModel(
      options: options, facilities: facilities, clock: Sample.now, size: size, zone: .utc)
    effects = model.open()
  }

  /// One whose first round was answered, and whose trends have something to compare with.
  static func live(
    size: Size = Size(columns: 80, rows: 24), options: DashboardOptions = .testing,
    facilities: Facilities = Facilities(),
    facts: StoreFacts = Sample.facts, page: Page = Sample.page()
  ) -> DashboardDriver {
    var driver = DashboardDriver(size: size, options: options, facilities: facilities)
    driver.send(.facts(.success(facts)))
    driver.send(.counts(.success(Sample.counts(earlier: .seconds(60)))))
    driver.send(.counts(.success(Sample.counts())))
    driver.answerPage(page)
    driver.send(.overview(.success(Sample.overview)))
    driver.send(.refreshed(.milliseconds(8)))
    driver.takeEffects()
    return driver
  }

  /// And has the operator see what comes of it.
  mutating func send(_ message: DashboardMessage) {
    effects += model.update(message, clock: clock, uptime: uptime)
    model.seen = model.sight
  }

  /// So fast that nothing is painted in between.
  mutating func burst(_ messages: DashboardMessage...) {
    for message in messages { effects += model.update(message, clock: clock, uptime: uptime) }
  }

  mutating func press(_ keys: Key...) {
    for key in keys { send(.input(.key(key))) }
  }

  mutating func type(_ text: String) {
    for character in text { send(.input(.key(.character(character)))) }
  }

  @discardableResult
  mutating func takeEffects() -> [DashboardEffect] {
    defer { effects = [] }
    return effects
  }

  /// The page last asked for.
  var askedPage: PageLoad? {
    effects.reversed().lazy.compactMap { effect in
      switch effect {
      case .loadPage(let load): load
      case .refresh(let round): round.page
      default: nil
      }
    }.first
  }

  /// The round of refreshing last asked for.
  var askedRound: Refresh? {
    effects.reversed().lazy.compactMap { if case .refresh(let round) = $0 { round } else { nil } }.first
  }

  /// Answers the page last asked for, and forgets what was asked.
  mutating func answerPage(_ page: Page) {
    guard let load = askedPage else { return }
    effects = []
    send(.page(load, .success(page)))
  }

  /// Lets time pass until the next round, and answers its page.
  mutating func refresh(_ page: Page, after pause: Duration = .seconds(1)) {
    clock = clock + pause
    send(.input(.tick))
    answerPage(page)
    send(.refreshed(.milliseconds(8)))
  }

  var frame: Frame { model.draw(size: model.size) }
  var text: String { (0..<frame.size.rows).map { frame.text(row: $0) }.joined(separator: "\n") }
  var ids: [TriggerID] { model.triggers.list.entries.map(\.id) }
  var cursor: TriggerID? { model.triggers.list.cursorID }
}

extension DashboardOptions {
  static let testing = DashboardOptions(operator: Operator(name: "ada", host: "ops1"))
}
