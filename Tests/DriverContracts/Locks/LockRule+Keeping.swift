import Testing
import TriggerCore

extension LockRule {
  static let keeping = [
    LockRule("A lock of ours tells its token and when it ends") { fixture in
      let grant = try #require(try await fixture.lock.acquire([1], lease: .minutes(1)).first)
      let holder = try #require(try await fixture.another().holders(of: [1, 2])[1])
      #expect(holder.token == grant.token)
      let left = try #require(holder.expiresIn)
      #expect(left > .seconds(50) && left <= .minutes(1))
    },

    LockRule("A lock of Python's never ends, and what nobody holds is absent") { fixture in
      try await fixture.hold(1, token: pythonToken)
      let holders = try await fixture.lock.holders(of: [1, 2])
      #expect(holders.keys.sorted() == [1])
      #expect(holders[1]?.token == pythonToken)
      #expect(holders[1]?.expiresIn == nil)
      #expect(try await fixture.lock.holders(of: []).isEmpty)
    },

    LockRule("Renewing moves the lease's end") { fixture in
      let grants = try await fixture.lock.acquire([1, 2], lease: .minutes(1))
      #expect(try await fixture.lock.extend(grants, lease: .minutes(9)) == grants)
      let left = try #require(try await fixture.lock.holders(of: [2])[2]?.expiresIn)
      #expect(left > .minutes(8))
      #expect(try await fixture.lock.extend([], lease: .minutes(1)).isEmpty)
    },

    LockRule("What was lost can't be renewed, and its new holder's lease stays as it is") { fixture in
      let grants = try await fixture.lock.acquire([1, 2], lease: .minutes(1))
      try await fixture.lock.release([grants[0]])
      _ = try await fixture.another().acquire([1], lease: .minutes(1))
      #expect(try await fixture.lock.extend(grants, lease: .hours(9)) == [grants[1]])
      let left = try #require(try await fixture.lock.holders(of: [1])[1]?.expiresIn)
      #expect(left <= .minutes(1))
    },

    LockRule("Renewing never brings a lock back that nobody holds any more") { fixture in
      let grants = try await fixture.lock.acquire([1], lease: .minutes(1))
      try await fixture.lock.release(grants)
      #expect(try await fixture.lock.extend(grants, lease: .minutes(1)).isEmpty)
      #expect(try await fixture.lock.holders(of: [1]).isEmpty)
    },
  ]
}
