import Testing
import TriggerCore

extension StoreRule {
  private static let sorts = TriggerSort.Key.allCases.flatMap { [TriggerSort($0), TriggerSort($0, ascending: false)] }

  /// What the dashboard's views list.
  private static let views = [
    TriggerFilter(states: [.failing, .warned, .failed], processedWithin: .hours(24)), TriggerFilter(states: [.pending]),
    TriggerFilter(states: [.scheduled]), TriggerFilter(states: [.failing]), TriggerFilter(states: [.warned]),
    TriggerFilter(states: [.failed], processedWithin: .hours(24)),
    TriggerFilter(states: [.succeeded], processedWithin: .hours(1)), TriggerFilter(),
  ]

  static let paging = [
    StoreRule("Every filter finds what its meaning says, whatever the tries before a warning") { fixture in
      try await fixture.populate()
      for limits in [TryLimits(), TryLimits(warning: 0, error: 1)] {
        for filter in Population.filters {
          let page = try await fixture.store.page(PageQuery(filter: filter, limits: limits), now: .noon)
          let expected = Population.rows.filter { filter.matches($0, limits: limits, now: .noon) }
          #expect(page.rows.map(\.record) == expected, "\(filter)")
          #expect(!page.hasMore)
          #expect(page.scannedTo == nil)
        }
      }
    },

    StoreRule("Pages in every order and both directions visit each row exactly once, in order") { fixture in
      try await fixture.populate()
      let filters = [
        TriggerFilter(), TriggerFilter(states: [.pending, .failing, .scheduled]),
        TriggerFilter(states: [.succeeded, .failed], processedWithin: .hours(3)), TriggerFilter(ids: [30...150]),
        TriggerFilter(within: .minutes(4)),
      ]
      for sort in sorts {
        for filter in filters {
          let matching = Population.rows.filter { filter.matches($0, limits: TryLimits(), now: .noon) }
          let expected = Population.sorted(matching, by: sort).map(\.id)
          var query = PageQuery(filter: filter, sort: sort, limit: 11)
          #expect(try await fixture.walk(query).map(\.id) == expected, "\(sort) \(filter)")
          query.direction = .backward
          #expect(try await fixture.walk(query).map(\.id) == expected, "backward \(sort) \(filter)")
        }
      }
    },

    StoreRule("A cursor in the middle reads on in either direction, itself left out") { fixture in
      try await fixture.populate()
      for sort in sorts {
        let all = Population.sorted(Population.rows, by: sort)
        for place in [0, 20, 40, 59] {
          let cursor = PageCursor(all[place], in: sort)
          let after = try await fixture.store.page(PageQuery(sort: sort, cursor: cursor, limit: 5), now: .noon)
          #expect(after.rows.map(\.id) == all[(place + 1)...].prefix(5).map(\.id), "\(sort) after \(place)")
          #expect(after.hasMore == (place + 6 < all.count))
          let query = PageQuery(sort: sort, cursor: cursor, direction: .backward, limit: 5)
          let before = try await fixture.store.page(query, now: .noon)
          #expect(before.rows.map(\.id) == all[..<place].suffix(5).map(\.id), "\(sort) before \(place)")
          #expect(before.hasMore == (place > 5))
        }
      }
    },

    StoreRule("A cursor stays good when its row is gone") { fixture in
      try await fixture.populate()
      for (number, sort) in sorts.enumerated() {
        let first = try await fixture.store.page(PageQuery(sort: sort, limit: 3), now: .noon)
        let last = try #require(first.rows.last?.record)
        let expected = try await fixture.store.page(
          PageQuery(sort: sort, cursor: PageCursor(last, in: sort), limit: 3), now: .noon)
        try await fixture.delete(last.id)
        let next = try await fixture.store.page(
          PageQuery(sort: sort, cursor: PageCursor(last, in: sort), limit: 3), now: .noon)
        #expect(next.rows == expected.rows, "\(number) \(sort)")
      }
    },

    StoreRule("A page looks at no more rows than it may, and says where to read on") { fixture in
      try await fixture.populate()
      let filter = TriggerFilter(types: [.contains("求")])
      let expected = Population.rows.filter { filter.matches($0, limits: TryLimits(), now: .noon) }.map(\.id)
      for key in [TriggerSort.Key.id, .processed] {
        for direction in [PageQuery.Direction.forward, .backward] {
          let query = PageQuery(filter: filter, sort: TriggerSort(key), direction: direction, limit: 100, examine: 10)
          let first = try await fixture.store.page(query, now: .noon)
          #expect(first.hasMore)
          #expect(first.scannedTo != nil)
          #expect(first.rows.count < expected.count)
          #expect(try await fixture.walk(query).map(\.id).sorted() == expected, "\(key) \(direction)")
        }
      }
    },

    StoreRule("An order without an index holds among the newest rows, says so, and the others follow by id") {
      fixture in
      try await fixture.populate()
      for key in [TriggerSort.Key.type, .source, .tries, .due, .received] {
        let sort = TriggerSort(key, ascending: false)
        let page = try await fixture.store.page(PageQuery(sort: sort, limit: 100, examine: 12), now: .noon)
        let first = try #require(page.sortedFrom)
        let newest = Population.rows.filter { $0.id >= first }
        #expect((8...12).contains(newest.count))
        let expected = Population.sorted(newest, by: sort) + Population.rows.filter { $0.id < first }.reversed()
        #expect(page.rows.map(\.id) == expected.prefix(page.rows.count).map(\.id) && page.hasMore, "\(key)")
        #expect(try await fixture.walk(PageQuery(sort: sort, limit: 5, examine: 12)) == expected, "\(key)")
        let backward = PageQuery(sort: sort, direction: .backward, limit: 5, examine: 12)
        #expect(try await fixture.walk(backward) == expected, "backward \(key)")
        #expect(try await !fixture.store.page(PageQuery(sort: sort, examine: 60), now: .noon).isSortedWithinWindow)
      }
    },

    StoreRule("However little a page looks at, each row that is counted is reached, in each view and order") {
      fixture in
      try await fixture.populate()
      for filter in views {
        let matching = Population.rows.filter { filter.matches($0, limits: TryLimits(), now: .noon) }
        let tally = try await fixture.store.count(
          filter, limits: TryLimits(), examine: 60, exactWithin: .zero, now: .noon)
        #expect(tally == Tally(matching.count))
        for sort in sorts {
          for direction in [PageQuery.Direction.forward, .backward] {
            let query = PageQuery(filter: filter, sort: sort, direction: direction, limit: 9, examine: 8)
            let isSorted = try await fixture.store.page(query, now: .noon).sortedFrom == nil
            let met = try await fixture.walk(query)
            #expect(met.map(\.id).sorted() == matching.map(\.id), "\(filter.states) \(sort) \(direction)")
            if isSorted {
              #expect(met == Population.sorted(matching, by: sort), "\(filter.states) \(sort) \(direction)")
            }
          }
        }
      }
    },

    StoreRule("Orders that have an index are those of all, however little a page looks at") { fixture in
      try await fixture.populate()
      for filter in views {
        for sort in sorts {
          guard [.id, .processed].contains(sort.key) || sort.key == .due && filter.states == [.scheduled] else {
            continue
          }
          let query = PageQuery(filter: filter, sort: sort, limit: 9, examine: 8)
          #expect(try await fixture.store.page(query, now: .noon).sortedFrom == nil, "\(filter.states) \(sort)")
        }
      }
    },

    StoreRule("What was given up lately is found whatever its id, and sorted with what fails") { fixture in
      let (old, lately) = (Instant.noon - .days(9), Instant.noon - .hours(2))
      func insert(_ id: TriggerID, _ progress: Progress) async throws {
        try await fixture.insert(
          TriggerRecord(id: id, type: "pay_bill", source: nil, received: old, progress: progress))
      }
      try await insert(1, Progress(processed: lately, successful: false, tries: 5))
      try await insert(2, Progress(tries: 2))
      for id in 3..<40 as Range<TriggerID> { try await insert(id, Progress(processed: old, successful: true)) }
      try await insert(40, Progress(tries: 1))
      let filter = TriggerFilter(states: [.failing, .warned, .failed], processedWithin: .hours(24))
      for sort in [TriggerSort(.tries, ascending: false), TriggerSort(.id)] {
        let page = try await fixture.store.page(PageQuery(filter: filter, sort: sort, examine: 9), now: .noon)
        #expect(page.rows.map(\.id) == [1, 2, 40])
        #expect(page.sortedFrom == nil && !page.hasMore)
      }
    },

    StoreRule("An empty queue is an empty page") { fixture in
      for sort in sorts {
        let page = try await fixture.store.page(PageQuery(sort: sort), now: .noon)
        #expect(page.rows.isEmpty && !page.hasMore && page.scannedTo == nil && !page.isSortedWithinWindow)
      }
    },

    StoreRule("A page shows who is at work on a row and its newest failure, of this row and no forerunner") { fixture in
      try await fixture.store.heartbeat(fixture.processor("p1"), now: .noon)
      let started = try await fixture.begun()
      _ = try await fixture.store.finish([.failure(started, error: AttemptError(type: "First", message: "1"))])
      let again = try #require(try await fixture.begin().first)
      _ = try await fixture.store.finish([.failure(again, error: AttemptError(type: "Second", message: "請"))])
      _ = try await fixture.claim()
      let row = try #require(try await fixture.store.page(PageQuery(), now: .noon).rows.first)
      #expect(row.lastError == AttemptError(type: "Second", message: "請"))
      #expect(
        row.running
          == RunningMark(kind: .work, processor: "web3:71", started: nil, leaseUntil: .noon + .minutes(1)))
      try await fixture.delete(row.id)
      try await fixture.insert(TriggerRecord(id: row.id, type: "pay_bill", source: nil, received: .noon + .seconds(1)))
      let reused = try #require(try await fixture.store.page(PageQuery(), now: .noon).rows.first)
      #expect(reused.lastError == nil)
      #expect(reused.running == nil)
    },
  ]
}
