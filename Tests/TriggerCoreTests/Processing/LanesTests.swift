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

  private let both: Set<String> = ["slow", "quick"]

  private func portion(_ room: Int, _ types: String...) -> Lanes.Portion { Lanes.Portion(types: types, room: room) }

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

  @Test("A configured number is kept, also alone, and no more is claimed, nor more than there are slots")
  func configured() throws {
    var lanes = Lanes(try registry, limits: ["slow": 2])
    #expect(lanes.demand(of: both, slots: 8, at: .zero).portions == [portion(8, "quick"), portion(2, "slow")])
    _ = lanes.add((1...3).map { lease($0, "slow") }, at: .zero)
    #expect(fill(&lanes, slots: 8) == [1, 2])
    #expect(lanes.demand(of: both, slots: 8, at: .seconds(1)).portions == [portion(6, "quick")])
    _ = lanes.add((11...16).map { lease($0, "quick") }, at: .seconds(1))
    #expect(lanes.demand(of: ["slow"], slots: 8, at: .seconds(1)).portions.isEmpty)
  }

  @Test("Slow handlers get no more than there are free slots")
  func slow() throws {
    var lanes = Lanes(try registry, limits: [:])
    #expect(lanes.demand(of: both, slots: 4, at: .zero).portions == [portion(4, "quick", "slow")])
    _ = lanes.add([lease(1, "slow"), lease(2, "slow"), lease(3, "slow")], at: .zero)
    #expect(fill(&lanes, slots: 4) == [1, 2, 3])
    #expect(lanes.demand(of: both, slots: 4, at: .zero).portions == [portion(1, "quick", "slow")])
    _ = lanes.add([lease(4, "quick")], at: .zero)
    #expect(fill(&lanes, slots: 4) == [4])
    #expect(lanes.demand(of: both, slots: 4, at: .zero).portions.isEmpty)
  }

  /// Runs of so many milliseconds of the type that stands there.
  private func teach(_ lanes: inout Lanes, _ lane: Int) {
    for _ in 1...9 {
      lanes.began(lane, at: .zero)
      lanes.ended(lane, after: .milliseconds(4), at: .zero)
    }
  }

  @Test(
    "Fast ones are claimed ahead, again once half of them is worked off; what waits of one type costs others nothing")
  func ahead() throws {
    var lanes = Lanes(try registry, limits: [:])
    for lane in 0...1 { teach(&lanes, lane) }
    let first = try #require(lanes.demand(of: both, slots: 4, at: .zero).portions.first)
    #expect(first.types == ["quick", "slow"] && (52...54).contains(first.room))
    _ = lanes.add((1...40).map { lease($0, "slow") }, at: .zero)
    let second = try #require(lanes.demand(of: both, slots: 4, at: .zero).portions.first)
    #expect(second.types == ["quick"] && second.room >= 24)
  }

  @Test("What is claimed ahead of a fast type is not claimed of a slow one")
  func apart() throws {
    var lanes = Lanes(try registry, limits: [:])
    teach(&lanes, 0)
    let portions = lanes.demand(of: both, slots: 4, at: .zero).portions
    #expect(portions.first == portion(4, "slow", "quick"))
    #expect(portions.last?.types == ["quick"] && portions.count == 2)
  }

  @Test(
    "A type that has all its slots and does not move is stuck: it gets no claims, also where these are all there are")
  func stuck() throws {
    var lanes = Lanes(try registry, limits: [:])
    for lane in 0...1 { teach(&lanes, lane) }
    _ = lanes.add((1...6).map { lease($0, "slow") } + [lease(10, "quick")], at: .zero)
    _ = fill(&lanes, slots: 8)
    let types = { (portions: [Lanes.Portion]) in Set(portions.flatMap(\.types)) }
    #expect(types(lanes.demand(of: both, slots: 8, at: .milliseconds(50)).portions) == both)
    #expect(types(lanes.demand(of: both, slots: 8, at: .milliseconds(150)).portions) == ["quick"])
    _ = lanes.add((11...12).map { lease($0, "slow") }, at: .seconds(6))
    #expect(fill(&lanes, slots: 8, at: .seconds(6)) == [11])
    #expect(types(lanes.demand(of: both, slots: 8, at: .seconds(7)).portions).isEmpty)
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
