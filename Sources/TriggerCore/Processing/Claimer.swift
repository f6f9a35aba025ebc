import BlockingIO

/// Claims what is due whenever there is room, for the `Runner`.
actor Claimer {
  nonisolated private let executor = QueueExecutor(label: "triggertop.claimer")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let equipment: Equipment
  private let shift: Shift
  private let intake: Intake
  private let runner: Runner
  private let recorder: Recorder
  private let passedOver: PassedOver
  private var idle: IdlePoll
  /// Looks in a row that got nothing though something was due: others were at it.
  private var crowded = 0

  /// How long a trigger may stand claimed while slots are busy, before others may have it.
  private static var patience: Duration { .seconds(1) }
  /// Before what others are at is asked for again, doubled each time, and how often.
  private static var shortestPause: Duration { .milliseconds(2) }
  private static let mostCrowded = 6

  private var clock: any ProcessorClock { equipment.clock }

  init(
    _ equipment: Equipment, _ shift: Shift, _ intake: Intake, _ runner: Runner, _ recorder: Recorder,
    _ passedOver: PassedOver
  ) {
    (self.equipment, self.shift, self.intake, self.runner, self.recorder, self.passedOver) =
      (equipment, shift, intake, runner, recorder, passedOver)
    idle = IdlePoll(equipment.settings.poll)
  }

  /// Until the session is closed.
  func work() async {
    let wakeups = Task { [shift, store = equipment.store] in
      for await _ in store.wakeups() { shift.wake.raise() }
    }
    defer { wakeups.cancel() }
    var retreat = Retreat()
    while shift.isOpen {
      let demand = runner.demand
      if demand.isWaiting, shift.isRunning { leaveOverdue() }
      guard shift.isRunning, recorder.hasRoom, demand.room > 0 || !demand.limited.isEmpty else {
        await shift.room.wait(atMost: demand.isWaiting ? Self.patience : nil)
        continue
      }
      do throws(Intake.Failure) {
        try await look(demand)
        retreat.reset()
      } catch {
        equipment.trouble.note(error)
        await shift.wake.wait(atMost: retreat.next())
      }
    }
  }

  /// Others may have what waits for too long. What waits because its type had its share of the slots may run by now.
  private func leaveOverdue() {
    runner.dispatch()
    intake.leases.end(runner.takeOverdue(after: Self.patience), .givenBack)
  }

  /// Claims once, and waits where that got nothing.
  private func look(_ demand: Lanes.Demand) async throws(Intake.Failure) {
    let (able, pause) = equipment.trouble.spared(demand.types + demand.limited.keys)
    guard !able.isEmpty else {
      await shift.room.wait(atMost: pause)
      return
    }
    let begun = clock.uptime
    var claimed = 0
    let unlimited = able.filter { demand.limited[$0] == nil }
    if demand.room > 0, !unlimited.isEmpty { claimed += try await claim(demand.room, of: unlimited) }
    for type in able {
      if let room = demand.limited[type] { claimed += try await claim(room, of: [type]) }
    }
    // Fewer than asked for says nothing: others may have been at the same ones.
    guard claimed == 0 else {
      idle.reset()
      crowded = 0
      passedOver.note(isPassedOver: false)
      return
    }
    let cost = clock.uptime - begun
    let untilDue = await untilDue(able)
    let isPassedOver = untilDue.map { $0 <= .zero } ?? false
    passedOver.note(isPassedOver: isPassedOver)
    crowded = isPassedOver ? crowded + 1 : 0
    let next =
      isPassedOver && crowded <= Self.mostCrowded
      ? max(Self.shortestPause * (1 << crowded) * (0.5 + equipment.jitter()), cost)
      : idle.next(cost: cost, untilDue: untilDue, jitter: equipment.jitter())
    if await shift.wake.wait(atMost: min(next, pause ?? next)) { idle.reset() }
  }

  private func claim(_ room: Int, of types: [String]) async throws(Intake.Failure) -> Int {
    intake.leases.enter()
    defer { intake.leases.leave() }
    let batch = try await intake.take(.due(types: types), limit: room)
    equipment.trouble.allClear(.store)
    if equipment.lock != nil, batch.claimed > 0 { equipment.trouble.allClear(.locks) }
    if let clock = batch.leases.first?.clock { shift.databaseClock = clock }
    runner.accept(batch.leases)
    // After them: no handler waits for what is to be found out about others.
    await passedOver.tell(batch)
    return batch.claimed - batch.returning
  }

  /// Nil where nothing will fall due, or that can't be found out.
  private func untilDue(_ types: [String]) async -> Duration? {
    guard let databaseClock = shift.databaseClock,
      let due = try? await equipment.store.nextDue(types: types, now: nil)
    else { return nil }
    // A time equal to now is not yet due.
    return due.since(databaseClock.now(clock.uptime)) + .milliseconds(1)
  }
}
