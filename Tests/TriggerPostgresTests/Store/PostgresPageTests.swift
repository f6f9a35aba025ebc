import TestSupport
import Testing
import TriggerCore

/// Pages against the meaning of filters and sorts as the core states it.
@Suite("PostgreSQL pages", .heavy)
struct PostgresPageTests {
  private static let filters: [TriggerFilter] = [
    TriggerFilter(),
    TriggerFilter(states: [.pending, .failing, .warned, .scheduled]),
    TriggerFilter(states: [.failed]),
    TriggerFilter(states: [.succeeded, .failed], processedWithin: .hours(3)),
    TriggerFilter(states: [.warned, .succeeded], types: [.exactly("pay_bill"), .prefix("na")]),
    TriggerFilter(sources: [.prefix("in%_\\"), .exactly("")]),
    TriggerFilter(types: [.contains("NA")], tries: 1...4),
    TriggerFilter(ids: [3...40, 77...77], words: ["INV"]),
    TriggerFilter(types: [.exactly("nul\0")]),
  ]

  @Test(
    "Paging through meets each matching row once, in order, forward and backward, however little each page examines",
    arguments: [false, true])
  func paging(indexed: Bool) async throws {
    let fixture = try await PostgresFixture(indexed: indexed)
    try await fixture.execute(untidyRows)
    let all = try await fixture.store.records(ids: Array(0...500))
    #expect(all.count == 300)
    for filter in Self.filters {
      let matching = all.filter { filter.matches($0, limits: TryLimits(), now: .noon) }
      for sort in [TriggerSort(.id), TriggerSort(.id, ascending: false)] + sorts(.processed) {
        for (examine, direction) in [(1_000, PageQuery.Direction.forward), (20, .forward), (20, .backward)] {
          let query = PageQuery(
            filter: filter, sort: sort, direction: direction, limit: 25, examine: examine)
          let met = try await readAll(query, from: fixture)
          #expect(
            met.map(\.id) == sorted(matching, by: sort).map(\.id),
            "\(filter) \(sort) \(examine) \(direction)")
        }
      }
    }
  }

  @Test("Sorts without an index order all rows where the window holds them, and say so where it does not")
  func windows() async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute(untidyRows)
    let all = try await fixture.store.records(ids: Array(0...500))
    for sort in TriggerSort.Key.allCases.flatMap(sorts) where sort.key != .id && sort.key != .processed {
      let whole = PageQuery(sort: sort, limit: 25, examine: 300)
      #expect(try await readAll(whole, from: fixture).map(\.id) == sorted(all, by: sort).map(\.id), "\(sort)")
      var backward = whole
      backward.direction = .backward
      #expect(try await readAll(backward, from: fixture).map(\.id) == sorted(all, by: sort).map(\.id), "\(sort)")
      let part = try await fixture.store.page(PageQuery(sort: sort, limit: 100, examine: 40), now: .noon)
      let first = try #require(part.sortedFrom)
      let newest = sorted(all.filter { $0.id >= first }, by: sort)
      #expect((30...40).contains(newest.count))
      #expect(Array(part.rows.map(\.id).prefix(newest.count)) == newest.map(\.id))
    }
  }

  @Test("A part-filled page says where its search stopped")
  func partFilled() async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute(untidyRows)
    let query = PageQuery(filter: TriggerFilter(words: ["nowhere"]), limit: 10, examine: 25)
    let page = try await fixture.store.page(query, now: .noon)
    #expect(page.rows.isEmpty && page.hasMore)
    #expect(page.scannedTo == PageCursor(value: .integer(25), id: 25))
    #expect(page.at == .noon)
  }

  /// Rows of every state, with ties, nulls, infinities and texts that patterns trip over.
  private let untidyRows = """
    INSERT INTO djtriggers_trigger (
      trigger_type, source, date_received, date_processed, process_after, number_of_tries, successful)
    SELECT (ARRAY['pay_bill', 'naïve', 'Zebra', 'NA'])[1 + i % 4],
      (ARRAY[NULL, 'invoice$' || i % 9, 'in%_\\x', 'IN%_\\X', ''])[1 + i % 5],
      timestamptz '2026-11-23 10:00Z' + (i * 7919 % 100) * interval '1 minute',
      CASE WHEN i % 3 > 0 THEN timestamptz '2026-11-23 07:00Z' + (i % 50) * interval '10 minutes' END,
      (ARRAY[NULL, '2026-11-23 12:00Z', '2026-11-23 11:59Z', 'infinity', '-infinity', '2026-11-24 00:00Z'])
        [1 + i / 3 % 6]::timestamptz,
      (ARRAY[0, 0, 1, 3, 4, 9])[1 + i / 5 % 6], (ARRAY[true, false, NULL])[1 + i / 7 % 3]
    FROM generate_series(1, 300) AS i
    """

  private func sorts(_ key: TriggerSort.Key) -> [TriggerSort] {
    [TriggerSort(key), TriggerSort(key, ascending: false)]
  }

  /// The whole list in the sort's order, read page by page.
  private func readAll(_ first: PageQuery, from fixture: PostgresFixture) async throws -> [TriggerRecord] {
    var query = first
    var rows: [TriggerRecord] = []
    while true {
      let page = try await fixture.store.page(query, now: .noon)
      let records = page.rows.map(\.record)
      rows = first.direction == .forward ? rows + records : records + rows
      guard page.hasMore, rows.count <= 300 else { return rows }
      let last = first.direction == .forward ? records.last : records.first
      query.cursor = page.scannedTo ?? last.map { PageCursor($0, in: query.sort) }
    }
  }

  private func sorted(_ records: [TriggerRecord], by sort: TriggerSort) -> [TriggerRecord] {
    records.sorted { a, b in
      let (first, second) = (PageCursor(a, in: sort), PageCursor(b, in: sort))
      if (first.value == .missing) != (second.value == .missing) { return second.value == .missing }
      if first.value == second.value { return sort.ascending ? a.id < b.id : a.id > b.id }
      return precedes(first.value, second.value) == sort.ascending
    }
  }

  private func precedes(_ a: PageCursor.Value, _ b: PageCursor.Value) -> Bool {
    switch (a, b) {
    case (.integer(let a), .integer(let b)): a < b
    case (.instant(let a), .instant(let b)): a < b
    case (.text(let a), .text(let b)): a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars)
    default: false
    }
  }
}
