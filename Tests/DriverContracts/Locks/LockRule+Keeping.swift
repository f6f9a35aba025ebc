import Testing
import TriggerCore

extension LockRule {
  static let keeping = [
    LockRule("A lock of ours tells its token and when it ends") { fixture in
      let began = ContinuousClock.now
      let grant = try #require(try await fixture.lock.acquire([1], lease: .minutes(1)).first)
      let holder = try #require(try await fixture.another().holders(of: [1, 2])[1])
      #expect(holder.token == grant.token)
      expect(holder, hasLeft: .minutes(1), since: began)
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
      let began = ContinuousClock.now
      #expect(try await fixture.lock.extend(grants, lease: .minutes(9)) == grants)
      expect(try #require(try await fixture.lock.holders(of: [2])[2]), hasLeft: .minutes(9), since: began)
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

    LockRule("A lock that is gone is taken again under its token, with its lease; one that is held is merely renewed") {
      fixture in
      let grants = try await fixture.lock.acquire([1, 2], lease: .minutes(1))
      try await fixture.another().release([grants[0]])
      let began = ContinuousClock.now
      #expect(try await fixture.lock.regain(grants, lease: .minutes(9)) == grants)
      let holders = try await fixture.lock.holders(of: [1, 2])
      #expect(grants.allSatisfy { holders[$0.id]?.token == $0.token })
      for holder in holders.values { expect(holder, hasLeft: .minutes(9), since: began) }
      #expect(try await fixture.another().acquire([1, 2], lease: .minutes(1)).isEmpty)
      #expect(try await fixture.lock.regain([], lease: .minutes(1)).isEmpty)
    },

    LockRule("A lock that is gone and somebody else's by now is not taken again") { fixture in
      let grants = try await fixture.lock.acquire([1, 2], lease: .minutes(1))
      try await fixture.lock.release(grants)
      let others = try await fixture.another().acquire([1], lease: .minutes(1))
      try await fixture.hold(2, token: pythonToken)
      #expect(try await fixture.lock.regain(grants, lease: .hours(9)).isEmpty)
      let holders = try await fixture.lock.holders(of: [1, 2])
      #expect(holders[1]?.token == others.first?.token)
      #expect(holders[2]?.token == pythonToken && holders[2]?.expiresIn == nil)
    },

    LockRule("Renewing never brings a lock back that nobody holds any more") { fixture in
      let grants = try await fixture.lock.acquire([1], lease: .minutes(1))
      try await fixture.lock.release(grants)
      #expect(try await fixture.lock.extend(grants, lease: .minutes(1)).isEmpty)
      #expect(try await fixture.lock.holders(of: [1]).isEmpty)
    },
  ]
}

/// The lease has run down by no more than what has passed here since before it was given; drivers round to milliseconds.
private func expect(
  _ holder: LockHolder, hasLeft lease: Duration, since began: ContinuousClock.Instant,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let passed = ContinuousClock.now - began + .milliseconds(1)
  #expect(holder.expiresIn.map { $0 <= lease && lease - $0 <= passed } == true, sourceLocation: sourceLocation)
}
