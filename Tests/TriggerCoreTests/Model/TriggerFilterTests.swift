import TestSupport
import Testing
import TriggerCore

@Suite("Filters")
struct TriggerFilterTests {
  private static let bill = TriggerRecord(
    id: 7, type: "pay_bill", source: "Invoice$4411", received: .noon, progress: Progress(tries: 2))

  @Test(
    "match a row",
    arguments: [
      TriggerFilter(), TriggerFilter(states: [.failing, .failed]),
      TriggerFilter(types: [.exactly("x"), .prefix("pay")]),
      TriggerFilter(types: [.contains("BILL")]), TriggerFilter(sources: [.contains("invoice$")]),
      TriggerFilter(ids: [1...3, 7...7]), TriggerFilter(tries: 2...2), TriggerFilter(words: ["pay", "4411"]),
      TriggerFilter(processedWithin: .zero),
    ])
  func matches(filter: TriggerFilter) { #expect(filter.matches(Self.bill, limits: TryLimits(), now: .noon)) }

  @Test(
    "leave a row out",
    arguments: [
      TriggerFilter(states: [.warned]), TriggerFilter(types: [.exactly("PAY_BILL")]),
      TriggerFilter(types: [.prefix("PAY")]),
      TriggerFilter(sources: [.exactly("invoice$4411")]), TriggerFilter(ids: [8...9]), TriggerFilter(tries: 3...9),
      TriggerFilter(words: ["pay", "none"]), TriggerFilter(states: [.failing], types: [.exactly("x")]),
    ])
  func leavesOut(filter: TriggerFilter) { #expect(!filter.matches(Self.bill, limits: TryLimits(), now: .noon)) }

  @Test("compare letters as the database does: only ASCII has no case, and accents are what they are written as")
  func letters() {
    #expect(TextMatch.contains("É").matches("É") && !TextMatch.contains("É").matches("é"))
    #expect(!TextMatch.exactly("é").matches("e\u{301}"))
    #expect(!TextMatch.prefix("e").matches("é") && TextMatch.prefix("e").matches("e\u{301}"))
    #expect(TextMatch.contains("").matches("") && !TextMatch.contains("a").matches(""))
  }

  @Test("take a row without source for one with an empty source")
  func noSource() {
    let row = TriggerRecord(id: 1, type: "a", source: nil, received: .noon)
    #expect(TriggerFilter(sources: [.exactly("")]).matches(row, limits: TryLimits(), now: .noon))
  }

  @Test("keep rows whose latest time is within one: processed then, or while unprocessed received then")
  func latest() {
    let filter = TriggerFilter(within: .hours(1))
    func matches(received: Duration, processed: Duration?) -> Bool {
      let progress = Progress(processed: processed.map { .noon - $0 }, successful: processed.map { _ in true })
      let row = TriggerRecord(id: 1, type: "a", source: nil, received: .noon - received, progress: progress)
      return filter.matches(row, limits: TryLimits(), now: .noon)
    }
    #expect(matches(received: .hours(1), processed: nil))
    #expect(!matches(received: .hours(1) + .microseconds(1), processed: nil))
    #expect(matches(received: .days(9), processed: .minutes(59)))
    #expect(!matches(received: .days(9), processed: .hours(2)))
  }

  @Test("keep processed rows only within the time, its edge included")
  func within() {
    let filter = TriggerFilter(processedWithin: .hours(1))
    for (ago, isIn) in [(Duration.minutes(59), true), (.hours(1), true), (.hours(1) + .microseconds(1), false)] {
      let progress = Progress(processed: .noon - ago, successful: true)
      let row = TriggerRecord(id: 1, type: "a", source: nil, received: .noon, progress: progress)
      #expect(filter.matches(row, limits: TryLimits(), now: .noon) == isIn)
    }
  }
}
