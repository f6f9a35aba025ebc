import Testing
import TriggerCore

extension LockRule {
  static let taking = [
    LockRule("A free lock is got, in the order asked for, each with a token of its own") { fixture in
      let grants = try await fixture.lock.acquire([3, 1, 2], lease: .minutes(1))
      #expect(grants.map(\.id) == [3, 1, 2])
      #expect(Set(grants.map(\.token)).count == 3)
      #expect(try await fixture.lock.acquire([], lease: .minutes(1)).isEmpty)
    },

    LockRule("What somebody else holds is not got, and nobody waits for it") { fixture in
      let other = try await fixture.another()
      _ = try await other.acquire([1, 2], lease: .minutes(1))
      #expect(try await fixture.lock.acquire([1, 2, 3], lease: .minutes(1)).map(\.id) == [3])
      #expect(try await fixture.lock.acquire([3], lease: .minutes(1)).isEmpty)
    },

    LockRule("What a Python worker holds is not got") { fixture in
      try await fixture.hold(7, token: pythonToken)
      #expect(try await fixture.lock.acquire([7], lease: .minutes(1)).isEmpty)
    },

    LockRule("Asked for twice in one batch, a lock is granted once") { fixture async throws in
      #expect(try await fixture.lock.acquire([5, 5], lease: .minutes(1)).map(\.id) == [5])
    },

    LockRule("Racing takers get each lock exactly once") { fixture in
      let ids = Array(TriggerID(1)...200)
      var locks = [fixture.lock]
      for _ in 1..<4 { locks.append(try await fixture.another()) }
      let grants = try await withThrowingTaskGroup(of: [LockGrant].self) { group in
        for lock in locks {
          for start in stride(from: 0, to: ids.count, by: 20) {
            group.addTask { try await lock.acquire(Array(ids[start..<start + 20]), lease: .minutes(1)) }
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(grants.map(\.id).sorted() == ids)
    },

    LockRule("A lease that ran out frees the lock by itself") { fixture in
      let short = try await fixture.lock.acquire([1], lease: .milliseconds(20))
      let other = try await fixture.another()
      var taken: [LockGrant] = []
      // Each asks the server, which tells nobody of an end.
      while taken.isEmpty { taken = try await other.acquire([1], lease: .minutes(1)) }
      #expect(taken.map(\.id) == [1])
      try await fixture.lock.release(short)
      #expect(try await other.holders(of: [1])[1]?.token == taken.first?.token)
    },

    LockRule("The widest ids are locked like any other") { fixture async throws in
      let ids: [TriggerID] = [.max, .min, 0, -1]
      #expect(try await fixture.lock.acquire(ids, lease: .minutes(1)).map(\.id) == ids)
      #expect(try await Set(fixture.lock.holders(of: ids).keys) == Set(ids))
    },
  ]
}

/// 2026-11-23 12:00 UTC, node 00000001 of a container.
let pythonToken = "0cd5c000c85311f1afbf02fc00000001"
