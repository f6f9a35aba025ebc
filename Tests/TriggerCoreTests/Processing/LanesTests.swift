import TestSupport
import Testing

@testable import TriggerCore

@Suite("Slots among types") struct LanesTests {
  private var registry: HandlerRegistry {
    get throws {
      var registry = HandlerRegistry()
      for type in ["slow", "quick"] { try registry.handle(type) { _ in nil } }
      return registry
    }
  }

  private func lease(_ id: TriggerID, _ type: String, takeovers: Int = 0, tries: Int = 0) -> Lease {
    let record = TriggerRecord(id: id, type: type, source: nil, received: .noon, progress: Progress(tries: tries))
    let claim = Claim(id: id, epoch: id, takeovers: takeovers)
    return Lease(CheckedTrigger(claim: claim, record: record, at: .noon), until: .seconds(30), readAt: .zero)
  }

  /// Gives slots as long as there are any, as the runner does.
  private func fill(_ lanes: inout Lanes, slots: Int, at uptime: Duration = .zero) -> [TriggerID] {
    var ids: [TriggerID] = []
    while lanes.all.reduce(0, { $0 + $1.running }) < slots,
      let next = lanes.takeNext(slots: slots, isCarefulAtWork: false, at: uptime)
    {
      lanes.began(next.lane, at: uptime)
      ids.append(next.lease.id)
    }
    return ids
  }

  @Test("A free slot goes to the type that has the fewest, and what came first goes first")
  func order() throws {
    var lanes = Lanes(try registry, limits: [:])
    _ = lanes.add([lease(1, "slow"), lease(2, "slow"), lease(3, "quick")], at: .zero)
    _ = lanes.add([lease(4, "quick")], at: .zero)
    #expect(fill(&lanes, slots: 4) == [1, 3, 2, 4])
    #expect(lanes.count == 0)
  }

  @Test(
    "A type has three quarters of the slots while another is in use, and all of them once that was not seen for 5 s")
  func shares() throws {
    var lanes = Lanes(try registry, limits: [:])
    _ = lanes.add((1...9).map { lease($0, "slow") } + [lease(10, "quick")], at: .zero)
    #expect(fill(&lanes, slots: 8) == [1, 10, 2, 3, 4, 5, 6])
    let quick = try #require(lanes.all.firstIndex { $0.type == "quick" })
    lanes.ended(quick, after: .milliseconds(1), at: .seconds(1))
    #expect(fill(&lanes, slots: 8, at: .seconds(5)).isEmpty)
    #expect(fill(&lanes, slots: 8, at: .seconds(6)) == [7, 8])
  }

  @Test("Alone, a type has all slots")
  func alone() throws {
    var lanes = Lanes(try registry, limits: [:])
    _ = lanes.add((1...9).map { lease($0, "slow") }, at: .zero)
    #expect(fill(&lanes, slots: 8) == Array(1...8))
  }

  @Test("A configured number is kept, also alone, and no more is claimed")
  func configured() throws {
    var lanes = Lanes(try registry, limits: ["slow": 2])
    #expect(lanes.demand(slots: 8, at: .zero).limited == ["slow": 2])
    #expect(lanes.demand(slots: 8, at: .zero).types == ["quick"])
    _ = lanes.add((1...3).map { lease($0, "slow") }, at: .zero)
    #expect(fill(&lanes, slots: 8) == [1, 2])
    #expect(lanes.demand(slots: 8, at: .seconds(1)).limited.isEmpty)
  }

  @Test("Slow handlers get no more than there are free slots")
  func slow() throws {
    var lanes = Lanes(try registry, limits: [:])
    #expect(lanes.demand(slots: 4, at: .zero).room == 4)
    _ = lanes.add([lease(1, "slow"), lease(2, "slow"), lease(3, "slow")], at: .zero)
    #expect(lanes.demand(slots: 4, at: .zero).room == 1)
    #expect(fill(&lanes, slots: 4) == [1, 2, 3])
    #expect(lanes.demand(slots: 4, at: .zero).room == 1)
    _ = lanes.add([lease(4, "quick")], at: .zero)
    #expect(fill(&lanes, slots: 4) == [4])
    #expect(lanes.demand(slots: 4, at: .zero).room == 0)
  }

  @Test(
    "Fast ones are claimed ahead, again once half of them is worked off; what waits of one type costs others nothing")
  func ahead() throws {
    var lanes = Lanes(try registry, limits: [:])
    for lane in 0...1 {
      for _ in 1...9 {
        lanes.began(lane, at: .zero)
        lanes.ended(lane, after: .milliseconds(4), at: .zero)
      }
    }
    let room = lanes.demand(slots: 4, at: .zero).room
    #expect((102...104).contains(room))
    _ = lanes.add((1...40).map { lease($0, "slow") }, at: .zero)
    let demand = lanes.demand(slots: 4, at: .zero)
    #expect(demand.types == ["quick"] && demand.room >= 49)
  }

  @Test("A type that has all its slots and does not move is stuck: it gets no claims, and takes none from others")
  func stuck() throws {
    var lanes = Lanes(try registry, limits: [:])
    for _ in 1...9 {
      lanes.began(1, at: .zero)
      lanes.ended(1, after: .milliseconds(4), at: .zero)
    }
    _ = lanes.add((1...6).map { lease($0, "slow") } + [lease(10, "quick")], at: .zero)
    _ = fill(&lanes, slots: 8)
    #expect(lanes.demand(slots: 8, at: .milliseconds(50)).types == ["quick", "slow"])
    #expect(lanes.demand(slots: 8, at: .milliseconds(150)).types == ["quick"])
  }

  @Test("What a processor was lost with goes one at a time, those with the fewest tries first")
  func careful() throws {
    var lanes = Lanes(try registry, limits: [:])
    _ = lanes.add(
      [lease(1, "slow", takeovers: 1, tries: 2), lease(2, "slow", takeovers: 1), lease(3, "quick")], at: .zero)
    #expect(lanes.takeNext(slots: 4, isCarefulAtWork: false, at: .zero)?.lease.id == 2)
    #expect(lanes.takeNext(slots: 4, isCarefulAtWork: true, at: .zero)?.lease.id == 3)
    #expect(lanes.takeNext(slots: 4, isCarefulAtWork: true, at: .zero) == nil)
    #expect(lanes.takeNext(slots: 4, isCarefulAtWork: false, at: .zero)?.lease.id == 1)
  }

  @Test("What waits for too long is left to others with all of its type that waits behind it, and nothing else")
  func overdue() throws {
    var lanes = Lanes(try registry, limits: [:])
    let late = Lease(
      CheckedTrigger(
        claim: Claim(id: 3, epoch: 3),
        record: TriggerRecord(id: 3, type: "quick", source: nil, received: .noon, progress: Progress()), at: .noon),
      until: .seconds(30), readAt: .seconds(2))
    _ = lanes.add([lease(1, "slow"), lease(2, "slow"), late], at: .zero)
    #expect(lanes.takeOverdue(after: .seconds(1), at: .seconds(2)).map(\.id).sorted() == [1, 2])
    #expect(lanes.count == 1)
  }

  @Test("A type that nothing here runs is no lane's")
  func stranger() throws {
    var lanes = Lanes(try registry, limits: [:])
    #expect(lanes.add([lease(1, "other"), lease(2, "quick")], at: .zero).map(\.id) == [1])
    #expect(lanes.count == 1)
  }
}
