import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("How fast the queue is worked off")
struct PaceTests {
  private func outlook(before: Int, now: Int, apart: Duration = .seconds(60), _ exactness: Tally.Exactness = .exact)
    -> String
  {
    var trends = Trends()
    var counts = Sample.counts()
    counts.due = Tally(before)
    counts.at = Sample.now - apart
    trends.append(counts)
    counts.due = Tally(now, exactness)
    counts.at = Sample.now
    trends.append(counts)
    return Pace(counts: counts, trends: trends).outlook.text
  }

  @Test("what is due divided by how fast it shrinks, or why that can't be said")
  func outlooks() {
    #expect(outlook(before: 1_504, now: 1_204) == "clears ~4m")
    #expect(outlook(before: 1_204, now: 1_504) == "growing")
    #expect(outlook(before: 1_204, now: 1_204) == "steady")
    #expect(outlook(before: 1_204, now: 0) == "clear")
    #expect(outlook(before: 50_001, now: 50_001, .atLeast) == "")
    #expect(outlook(before: 1_204, now: 0, .atLeast) == "")
    #expect(outlook(before: 1_504, now: 1_204, apart: .seconds(5)) == "")
    #expect(outlook(before: .max, now: .max - 100) == "clears slowly")
  }

  @Test("what nobody has a handler for is no part of what is foretold, nor of what waits longest")
  func unserved() {
    func pace(_ served: Set<String>?) -> Pace {
      var trends = Trends()
      var counts = Sample.counts()
      for (ago, bills) in [(60, 52), (0, 26)] {
        counts.at = Sample.now - .seconds(ago)
        counts.types = [
          .init(type: "fax", states: [:], due: Tally(6), oldestDue: Sample.now - .days(9)),
          .init(type: "pay_bill", states: [:], due: Tally(bills), oldestDue: Sample.now - .seconds(40)),
        ]
        counts.due = Tally(bills + 6)
        counts.oldestDue = Sample.now - .days(9)
        trends.append(counts)
      }
      return Pace(counts: counts, trends: trends, served: served)
    }
    #expect(pace(["pay_bill"]).outlook.text == "clears ~1m")
    #expect(pace(["pay_bill"]).oldest(at: Sample.now) == "oldest due 40s")
    #expect(pace([]).outlook.text == "" && pace([]).oldest(at: Sample.now) == "due: no handler")
    #expect(pace(nil).outlook.text == "clears ~1m" && pace(nil).oldest(at: Sample.now) == "oldest due 9d0h")
  }

  @Test("a count that hardly changes draws a calm line; one that doubles fills a bar")
  func sparklines() {
    func history(_ counts: [Int]) -> Trends.History {
      var trends = Trends()
      for (second, count) in counts.enumerated() {
        var sample = Sample.counts()
        sample.states[.failing] = Tally(count)
        sample.at = Sample.now + .seconds(second)
        trends.append(sample)
      }
      return trends.history(of: .failing, parts: 300)
    }
    #expect(history([1_000, 1_000]).isSteady)
    let calm = history([1_000, 1_001])
    #expect(!calm.isSteady)
    #expect(calm.ceiling == 100.1)
    #expect(history([1, 2]).ceiling == 8)
    #expect(history([1_000, 2_000]).ceiling == 1_000)
  }

  @Test("trends compare with a minute ago, forget what is old, and begin anew when a clock is set back")
  func trends() {
    var trends = Trends()
    for second in 0...400 {
      var counts = Sample.counts()
      counts.states[.failing] = Tally(second)
      counts.at = Sample.now + .seconds(second)
      trends.append(counts)
    }
    #expect(trends.change(of: .failing) == 60)
    #expect(trends.samples.count == 301)
    trends.append(Sample.counts())
    #expect(trends.samples.count == 1)
    #expect(trends.change(of: .failing) == nil)
  }
}
