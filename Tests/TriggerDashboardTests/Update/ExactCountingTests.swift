import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Exact counts in a backlog")
struct ExactCountingTests {
  /// As the store answers beyond its bounds.
  private static func bounded(at now: Instant = Sample.now, failing: Int = 0) -> StateCounts {
    var counts = Sample.counts()
    for state in TriggerState.allCases where state.isUnprocessed { counts.states[state] = Tally(0, .atLeast) }
    counts.states[.pending] = Tally(50_001, .atLeast)
    counts.states[.failing] = Tally(failing, .atLeast)
    counts.due = Tally(50_001, .atLeast)
    counts.scanned = 0.4
    counts.at = now
    return counts
  }

  private static func exact(at now: Instant = Sample.now) -> StateCounts {
    var counts = Sample.counts()
    counts.states[.pending] = Tally(120_000)
    counts.states[.failing] = Tally(3_017)
    counts.states[.warned] = Tally(1_000)
    counts.at = now
    counts.exactCost = .milliseconds(200)
    return counts
  }

  /// Lets a second pass and answers the round that begins; tells how long the database might have counted in it.
  private static func round(
    _ driver: inout DashboardDriver, _ answer: (Duration, Instant) -> StateCounts
  ) throws -> Duration {
    driver.takeEffects()
    driver.clock = driver.clock + .seconds(1)
    driver.send(.input(.tick))
    let allowed = try #require(driver.askedRound).counts.exactWithin
    let counts = answer(allowed, driver.clock)
    driver.send(.counts(.success(counts)))
    driver.send(.refreshed(counts.exactCost + .milliseconds(10)))
    return allowed
  }

  @Test("what is but bounded from below by zero is shown as unknown, not as a calm zero")
  func unknown() {
    var driver = TriggerListTests.driver(1...3)
    driver.send(.counts(.success(Self.bounded())))
    #expect(!driver.text.contains("≥0"))
    #expect(driver.frame.text(row: 2).contains("?"))
    let value = Tile.all(.day)[2].value(Self.bounded(), Trends(), isStale: false, width: 9)
    #expect(value == [Span("?", .stale)])
    #expect(Tile.all(.day)[4].value(Sample.counts(), Trends(), isStale: false, width: 9) != value)
  }

  @Test("the last exact count stays with its age, until a bound contradicts it")
  func kept() {
    let counts = Self.bounded(at: Sample.now + .seconds(12)).keepingExact(of: Self.exact())
    #expect(counts.states[.failing] == Tally(3_017, age: .seconds(12)))
    #expect(Tile.all(.day)[2].value(counts, Trends(), isStale: false, width: 9).map(\.text).joined() == "3,017 12s")
    #expect(Tile.all(.day)[2].value(counts, Trends(), isStale: false, width: 6).map(\.text).joined() == "3k 12s")
    #expect(Tile.all(.day)[2].value(counts, Trends(), isStale: false, width: 5).map(\.text).joined() == "≈3k")
    let later = Self.bounded(at: Sample.now + .seconds(70), failing: 3_018).keepingExact(of: counts)
    #expect(later.states[.failing] == Tally(3_018, .atLeast))
    #expect(later.states[.warned] == Tally(1_000, age: .seconds(70)))
    #expect(later.scanned == 1)
  }

  @Test("counts of other windows or limits are no answer to what is asked now")
  func otherWindows() {
    var old = Self.exact()
    old.query.failedWindow = .days(7)
    var new = Self.bounded(at: Sample.now + .seconds(1))
    new.states[.failed] = Tally(0, .atLeast)
    #expect(new.keepingExact(of: old).states[.failed] == Tally(0, .atLeast))
    new.query.limits = TryLimits(warning: 1)
    #expect(new.keepingExact(of: old).states[.warned] == Tally(0, .atLeast))
  }

  @Test("the title tells how old its number is")
  func title() {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    driver.send(.counts(.success(Self.exact())))
    driver.send(.counts(.success(Self.bounded(at: Sample.now + .seconds(12)))))
    #expect(driver.text.contains("PENDING 120,000 12s ago"))
    #expect(driver.text.contains("1 of ≈120,000"))
  }

  @Test("exact counts take a fortieth of the time, whatever one costs, and rounds do not wait for them")
  func pace() throws {
    var driver = DashboardDriver.live()
    var asked = 0
    for _ in 0..<60 {
      let allowed = try Self.round(&driver) { allowed, now in
        var counts = Self.bounded(at: now)
        counts.exactCost = allowed > .zero ? .milliseconds(200) : .zero
        return counts
      }
      if allowed > .zero { asked += 1 }
    }
    // One in 8 s: 200 ms, forty times.
    #expect((7...8).contains(asked))
  }

  @Test("where bounded counts are exact, exact ones cost nothing and are always allowed")
  func small() throws {
    var driver = DashboardDriver.live()
    for _ in 0..<3 {
      #expect(
        try Self.round(&driver) { _, now in
          var counts = Sample.counts()
          counts.at = now
          return counts
        } == ExactCounting.longest)
    }
  }
}
