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
  /// Types of which nothing was to be had, and until when they are not asked for, by the processor's clock.
  private var quiet: [String: Duration] = [:]
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
      for await _ in store.wakeups() { shift.tellFired() }
    }
    defer { wakeups.cancel() }
    var retreat = Retreat()
    while shift.isOpen {
      let (types, pause) = typesToAsk()
      let demand = runner.demand(of: types)
      if demand.isWaiting, shift.isRunning { leaveOverdue() }
      guard shift.isRunning, recorder.hasRoom, !demand.portions.isEmpty else {
        let patience = demand.isWaiting ? Self.patience : nil
        await shift.room.wait(atMost: [patience, shift.isRunning ? pause : nil].compactMap(\.self).min())
        continue
      }
      do throws(Intake.Failure) {
        for portion in demand.portions { try await look(portion) }
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

  /// Types of which something may be due, and how long until another one is asked for.
  private func typesToAsk() -> (types: Set<String>, pause: Duration?) {
    if shift.takeFired() {
      quiet = [:]
      idle.reset()
    }
    let uptime = clock.uptime
    quiet = quiet.filter { $0.value > uptime }
    let (able, pause) = equipment.trouble.spared(equipment.registry.types)
    let waits = quiet.values.map { $0 - uptime } + [pause].compactMap(\.self)
    return (Set(able).subtracting(quiet.keys), waits.min())
  }

  /// Claims once. Where that got nothing, its types are not asked for again before something may be due.
  private func look(_ portion: Lanes.Portion) async throws(Intake.Failure) {
    let begun = clock.uptime
    // Fewer than asked for says nothing: others may have been at the same ones.
    guard try await claim(portion.room, of: portion.types) == 0 else {
      idle.reset()
      crowded = 0
      passedOver.note(isPassedOver: false)
      return
    }
    let cost = clock.uptime - begun
    let untilDue = await untilDue(portion.types)
    let isPassedOver = untilDue.map { $0 <= .zero } ?? false
    passedOver.note(isPassedOver: isPassedOver)
    crowded = isPassedOver ? crowded + 1 : 0
    let pause =
      isPassedOver && crowded <= Self.mostCrowded
      ? max(Self.shortestPause * (1 << crowded) * (0.5 + equipment.jitter()), cost)
      : idle.next(cost: cost, untilDue: untilDue, jitter: equipment.jitter())
    let next = clock.uptime + pause
    for type in portion.types { quiet[type] = next }
  }

  private func claim(_ room: Int, of types: [String]) async throws(Intake.Failure) -> Int {
    intake.leases.enter()
    defer { intake.leases.leave() }
    // Looked at after that: a drain that has not seen this call has ended, and this call sees that.
    guard shift.isRunning else { return 0 }
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
