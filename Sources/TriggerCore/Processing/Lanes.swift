/// Leases that wait for a slot, by type, and how many slots each type may take.
///
/// A free slot goes to the type that has the fewest, and among equals to what came first: a type that hangs does not
/// keep the others from running.
struct Lanes {
  struct Lane {
    let type: String
    /// At once, as configured.
    let limit: Int?
    var plan = ClaimPlan()
    /// More is asked for when no more than this wait.
    var lowWater = 0
    /// Beside those run by name.
    var running = 0
    /// The next one last.
    var waiting: [(turn: Int, lease: Lease)] = []
    /// When one came, began or ended last, by the processor's clock; nil before the first.
    var lastSeen: Duration?
  }

  /// What may be claimed in one go.
  struct Portion: Equatable {
    var types: [String]
    /// 1 or more.
    var room: Int
  }

  struct Demand {
    var portions: [Portion] = []
    /// Something waits for a slot.
    var isWaiting: Bool
  }

  /// A lease whose turn has come, and its lane.
  typealias Turn = (lease: Lease, lane: Int)

  private(set) var all: [Lane]
  /// Those that wait.
  private(set) var count = 0
  private let indices: [ExactText: Int]
  private var lastTurn = 0
  /// With each of these a processor was lost before.
  private var careful: [Turn] = []

  /// A type of which nothing was seen for so long leaves its slots to others.
  private static var memory: Duration { .seconds(5) }
  /// What has all its slots and has not moved for so long gets no more claims.
  static var standstill: Duration { .milliseconds(100) }

  init(_ registry: HandlerRegistry, limits: [ExactText: Int]) {
    let types = registry.types
    all = types.map { Lane(type: $0, limit: limits[ExactText($0)]) }
    indices = Dictionary(uniqueKeysWithValues: zip(types.map { ExactText($0) }, types.indices))
  }

  /// - Returns: nil where nothing here runs the type.
  func lane(of type: String) -> Int? { indices[ExactText(type)] }

  /// In the order given, after what waits already.
  /// - Returns: those that nothing here runs: their type was changed between claim and lock.
  mutating func add(_ leases: [Lease], at uptime: Duration) -> [Lease] {
    var strangers: [Lease] = []
    var arrived: [Int: [(turn: Int, lease: Lease)]] = [:]
    for lease in leases {
      guard let lane = lane(of: lease.type) else {
        strangers.append(lease)
        continue
      }
      all[lane].lastSeen = uptime
      if lease.claim.isCareful {
        careful.append((lease, lane))
      } else {
        lastTurn += 1
        arrived[lane, default: []].append((lastTurn, lease))
      }
    }
    for (lane, leases) in arrived { all[lane].waiting.insert(contentsOf: leases.reversed(), at: 0) }
    count += leases.count - strangers.count
    return strangers
  }

  /// Of those with which a processor was lost before, one at a time: if it is lost again, that says with which. Those
  /// with the fewest tries first: none waits behind the one that kills.
  mutating func takeNext(slots: Int, isCarefulAtWork: Bool, at uptime: Duration) -> Turn? {
    let used = lanesInUse(at: uptime)
    func isFree(_ lane: Int) -> Bool { all[lane].running < most(of: lane, slots, used: used, at: uptime) }
    if !isCarefulAtWork, !careful.isEmpty {
      let free = careful.indices.filter { isFree(careful[$0].lane) }
      if let next = free.min(by: { careful[$0].lease.record.tries < careful[$1].lease.record.tries }) {
        count -= 1
        return careful.remove(at: next)
      }
    }
    var next: (lane: Int, order: (running: Int, turn: Int))?
    for lane in all.indices {
      guard let turn = all[lane].waiting.last?.turn else { continue }
      let order = (running: all[lane].running, turn: turn)
      if next.map({ order < $0.order }) ?? true, isFree(lane) { next = (lane, order) }
    }
    guard let lane = next?.lane, let turn = all[lane].waiting.popLast() else { return nil }
    count -= 1
    return (turn.lease, lane)
  }

  private func lanesInUse(at uptime: Duration) -> Int { all.count { isInUse($0, at: uptime) } }

  private func isInUse(_ lane: Lane, at uptime: Duration) -> Bool {
    !lane.waiting.isEmpty || lane.lastSeen.map { uptime - $0 < Self.memory } ?? false
  }

  /// As configured, and three quarters of the slots while another type is in use.
  private func most(of lane: Int, _ slots: Int, used: Int, at uptime: Duration) -> Int {
    let most = min(slots, all[lane].limit ?? slots)
    let others = used - (isInUse(all[lane], at: uptime) ? 1 : 0)
    return others > 0 ? min(most, (slots * 3 + 3) / 4) : most
  }

  mutating func began(_ lane: Int, at uptime: Duration) {
    all[lane].running += 1
    all[lane].lastSeen = uptime
  }

  /// - Parameter duration: of the handler; nil where it did not run.
  mutating func ended(_ lane: Int, after duration: Duration?, at uptime: Duration) {
    all[lane].running -= 1
    if let duration { all[lane].plan.ended(after: duration) }
    all[lane].lastSeen = uptime
  }

  func wantsMore(_ lane: Int) -> Bool { all[lane].waiting.count <= all[lane].lowWater }

  /// What may be claimed beside what waits already: for free slots of any type, ahead of those that are fast.
  mutating func demand(of types: Set<String>, slots: Int, at uptime: Duration) -> Demand {
    let used = lanesInUse(at: uptime)
    var (working, filling) = (0, 0)
    var (slow, fast, ahead) = ([String](), [String](), 0)
    var limited: [(type: String, room: Int, lead: Int)] = []
    for lane in all.indices {
      let most = most(of: lane, slots, used: used, at: uptime)
      let share = min(Double(most), Double(slots) / Double(max(1, used)))
      let lead = all[lane].plan.ahead(slots: share)
      let (type, waiting, running) = (all[lane].type, all[lane].waiting.count, all[lane].running)
      all[lane].lowWater = lead / 2
      working += running
      filling += min(waiting, max(0, most - running))
      guard types.contains(type), waiting <= lead / 2, running < most || lead > 0,
        !isStuck(all[lane], most, at: uptime)
      else { continue }
      if let limit = all[lane].limit {
        limited.append((type, min(limit, most) + lead - running - waiting, lead))
      } else if lead == 0 {
        slow.append(type)
      } else {
        fast.append(type)
        ahead += lead - waiting
      }
    }
    var demand = Demand(isWaiting: count > 0)
    let lastMove = all.compactMap(\.lastSeen).max() ?? uptime
    if working >= slots, uptime - lastMove >= Self.standstill { return demand }
    let free = max(0, slots - working - filling)
    ahead = min(ahead, ClaimPlan.most)
    if slow.isEmpty {
      demand.add(fast, free + ahead)
    } else {
      demand.add(slow + fast, free)
      demand.add(fast, ahead)
    }
    for (type, room, lead) in limited { demand.add([type], min(room, free + lead)) }
    return demand
  }

  /// What it claimed would wait in vain.
  private func isStuck(_ lane: Lane, _ most: Int, at uptime: Duration) -> Bool {
    lane.running >= most && uptime - (lane.lastSeen ?? uptime) >= Self.standstill
  }

  mutating func takeAll(where isMeant: (Lease) -> Bool = { _ in true }) -> [Lease] {
    var taken = careful.map(\.lease).filter(isMeant)
    if !taken.isEmpty { careful.removeAll { isMeant($0.lease) } }
    for lane in all.indices {
      let leases = all[lane].waiting.map(\.lease).filter(isMeant)
      guard !leases.isEmpty else { continue }
      taken += leases
      all[lane].waiting.removeAll { isMeant($0.lease) }
    }
    count -= taken.count
    return taken
  }

  /// Where the next one of a type has waited for so long since it was read, all of that type: others may have them.
  mutating func takeOverdue(after patience: Duration, at uptime: Duration) -> [Lease] {
    func isOverdue(_ lease: Lease) -> Bool { uptime - lease.clock.uptime >= patience }
    var taken: [Lease] = []
    for lane in all.indices where all[lane].waiting.last.map({ isOverdue($0.lease) }) ?? false {
      taken += all[lane].waiting.map(\.lease)
      all[lane].waiting = []
    }
    if careful.contains(where: { isOverdue($0.lease) }) {
      taken += careful.map(\.lease)
      careful = []
    }
    count -= taken.count
    return taken
  }
}

extension Lanes.Demand {
  fileprivate mutating func add(_ types: [String], _ room: Int) {
    if !types.isEmpty, room > 0 { portions.append(Lanes.Portion(types: types, room: room)) }
  }
}
