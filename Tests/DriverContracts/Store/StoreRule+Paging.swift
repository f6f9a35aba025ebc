import Testing
import TriggerCore

extension StoreRule {
  private static let sorts = TriggerSort.Key.allCases.flatMap { [TriggerSort($0), TriggerSort($0, ascending: false)] }

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

    StoreRule("An order without an index holds among the newest rows, and says so") { fixture in
      try await fixture.populate()
      for key in [TriggerSort.Key.type, .source, .tries, .due, .received] {
        let sort = TriggerSort(key, ascending: false)
        let page = try await fixture.store.page(PageQuery(sort: sort, limit: 100, examine: 10), now: .noon)
        #expect(page.isSortedWithinWindow)
        #expect(page.rows.map(\.id) == Population.sorted(Population.rows.suffix(10), by: sort).map(\.id), "\(key)")
        #expect(try await !fixture.store.page(PageQuery(sort: sort, examine: 60), now: .noon).isSortedWithinWindow)
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
