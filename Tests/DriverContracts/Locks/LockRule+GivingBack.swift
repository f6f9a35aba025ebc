import Testing
import TriggerCore

extension LockRule {
  static let givingBack = [
    LockRule("What was given back can be had again at once") { fixture in
      let grants = try await fixture.lock.acquire([1, 2, 3], lease: .minutes(1))
      try await fixture.lock.release(Array(grants.prefix(2)))
      #expect(try await fixture.another().acquire([1, 2, 3], lease: .minutes(1)).map(\.id) == [1, 2])
    },

    LockRule("A lock that is somebody else's by now is left alone") { fixture in
      let grants = try await fixture.lock.acquire([1], lease: .minutes(1))
      try await fixture.lock.release(grants)
      let others = try await fixture.another().acquire([1], lease: .minutes(1))
      try await fixture.lock.release(grants)
      #expect(try await fixture.lock.holders(of: [1])[1]?.token == others.first?.token)
    },

    LockRule("Giving back what a Python worker holds by now leaves it alone") { fixture in
      try await fixture.hold(1, token: pythonToken)
      try await fixture.lock.release([LockGrant(id: 1, token: "ours")])
      #expect(try await fixture.lock.holders(of: [1])[1]?.token == pythonToken)
    },

    LockRule("Giving back twice, or nothing, does no harm") { fixture in
      let grants = try await fixture.lock.acquire([1], lease: .minutes(1))
      try await fixture.lock.release(grants)
      try await fixture.lock.release(grants)
      try await fixture.lock.release([])
      #expect(try await fixture.lock.holders(of: [1]).isEmpty)
    },
  ]
}
