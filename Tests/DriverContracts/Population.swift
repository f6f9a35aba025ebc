import TriggerCore

/// Sixty rows in which every state, tie, missing value and odd text occurs, some of it often: what filters, orders and
/// counts are compared on with plain Swift.
enum Population {
  static let rows: [TriggerRecord] = (1...60).map { number in
    func pick<Value>(_ values: [Value], _ step: Int) -> Value { values[number * step / 7 % values.count] }
    let processed = pick(processedTimes, 11)
    return TriggerRecord(
      id: TriggerID(number * 3), type: pick(types, 9), source: pick(sources, 13).map(Source.init(stored:)),
      received: .noon - .minutes(number % 7),
      progress: Progress(
        processed: processed, successful: processed == nil ? nil : pick([true, false, nil], 17), tries: pick(tries, 19),
        after: pick(times, 23)))
  }

  static let types = ["pay_bill", "請求", "Pay_bill", "a'b%_\\", "é", "e\u{301}", "🧾"]
  static let sources = [nil, "invoice$4411", "", "INVOICE$1", "日本$2", nil, "a%b_c"]
  private static let tries = [0, 0, 1, 3, 0, 4, 9, -1, 0, 2_147_483_647]
  private static let (year1, year9999) = (
    Instant(secondsSince1970: -62_122_550_400), Instant(secondsSince1970: 253_383_811_200)
  )
  private static let times: [Instant?] = [
    nil, .noon, .noon - .microseconds(1), .noon + .microseconds(1), nil, .infinity, .negativeInfinity,
    .noon + .hours(1),
    .noon - .days(400), year1, year9999,
  ]
  private static let processedTimes: [Instant?] = [
    nil, nil, .noon - .seconds(30), nil, .noon - .minutes(1), .noon - .minutes(1) - .microseconds(1), nil,
    .noon - .hours(2), .noon - .days(2), nil, year1,
  ]

  static let filters: [TriggerFilter] =
    TriggerState.allCases.map { TriggerFilter(states: [$0]) } + [
      TriggerFilter(),
      .nothing,
      TriggerFilter(states: [.pending, .failed]),
      TriggerFilter(states: [.failed, .succeeded]),
      TriggerFilter(states: [.pending, .scheduled, .failing, .warned]),
      TriggerFilter(types: [.exactly("pay_bill")]),
      TriggerFilter(types: [.exactly("é")]),
      TriggerFilter(types: [.prefix("P"), .exactly("請求")]),
      TriggerFilter(types: [.contains("BILL")]),
      TriggerFilter(types: [.contains("É")]),
      TriggerFilter(types: [.contains("%_\\")]),
      TriggerFilter(types: [.exactly("none")]),
      TriggerFilter(types: [.contains("a\0b")]),
      TriggerFilter(types: [.exactly("pay_bill\0")]),
      TriggerFilter(sources: [.exactly("")]),
      TriggerFilter(sources: [.prefix("invoice$")]),
      TriggerFilter(sources: [.contains("%")]),
      TriggerFilter(sources: [.contains("")]),
      TriggerFilter(ids: [1...30, 90...90, 150...TriggerID.max]),
      TriggerFilter(ids: [3...3]),
      TriggerFilter(tries: 1...3),
      TriggerFilter(tries: 0...Int.max),
      TriggerFilter(tries: Int.min ... -1),
      TriggerFilter(types: [.exactly("")]),
      TriggerFilter(words: ["bill", "4411"]),
      TriggerFilter(words: ["日本"]),
      TriggerFilter(processedWithin: .minutes(1)),
      TriggerFilter(within: .minutes(3)),
      TriggerFilter(within: .days(99_999_999)),
      TriggerFilter(states: [.failed], processedWithin: .days(99_999_999)),
      TriggerFilter(states: [.failed, .succeeded], within: .minutes(1)),
      TriggerFilter(states: [.pending], within: .minutes(3), processedWithin: .minutes(1)),
      TriggerFilter(states: [.failed, .succeeded], processedWithin: .hours(2)),
      TriggerFilter(
        states: [.pending, .failing], types: [.contains("b")], sources: [.contains("i"), .exactly("")], tries: 0...3),
    ]

  /// The order that every store's pages keep.
  static func sorted(_ rows: [TriggerRecord], by sort: TriggerSort) -> [TriggerRecord] {
    rows.sorted { a, b in
      let (x, y) = (PageCursor(a, in: sort).value, PageCursor(b, in: sort).value)
      if (x == .missing) != (y == .missing) { return y == .missing }
      if x < y { return sort.ascending }
      if y < x { return !sort.ascending }
      return sort.ascending ? a.id < b.id : a.id > b.id
    }
  }
}

extension PageCursor.Value {
  fileprivate static func < (a: PageCursor.Value, b: PageCursor.Value) -> Bool {
    switch (a, b) {
    case (.integer(let x), .integer(let y)): x < y
    case (.instant(let x), .instant(let y)): x < y
    case (.text(let x), .text(let y)): x.unicodeScalars.lexicographicallyPrecedes(y.unicodeScalars)
    default: false
    }
  }
}

extension StoreFixture {
  func populate() async throws {
    for row in Population.rows { try await insert(row) }
  }

  /// Reads a list page by page, on from where each page ended, as a list does that is scrolled to its end.
  func walk(_ query: PageQuery) async throws -> [TriggerRecord] { try await store.walk(query).rows }
}
