import BlockingIO
import Logging
import Synchronization

/// Renews what the processor holds and its registration, and takes over what others left that died.
///
/// On threads of its own: no handler and no busy pool can make leases run out. Claims and locks do not wait for each
/// other: what holds up one is no reason to lose the other.
final class Keeper: Sendable {
  private struct State {
    var areLocksOutOfReach = false
    var areLocksBeingRenewed = false
  }

  /// A run by name that is over sooner is announced to nobody.
  private static var fleeting: Duration { .seconds(1) }

  let equipment: Equipment
  let shift: Shift
  let intake: Intake
  let runner: Runner
  let recorder: Recorder
  let passedOver: PassedOver
  private let state = Mutex(State())
  private let lockExecutor = QueueExecutor(label: "triggertop.keeper.locks")

  private var leases: Leases { intake.leases }
  var settings: ProcessorSettings { equipment.settings }
  var clock: any ProcessorClock { equipment.clock }

  init(
    _ equipment: Equipment, _ shift: Shift, _ intake: Intake, _ runner: Runner, _ recorder: Recorder,
    _ passedOver: PassedOver
  ) {
    (self.equipment, self.shift, self.intake, self.runner, self.recorder, self.passedOver) =
      (equipment, shift, intake, runner, recorder, passedOver)
  }

  /// Until the session is closed; when something is out of reach, five times as often. Then removes the registration:
  /// not before, or a beat still under way would bring it back.
  func renew() async {
    if shift.processor == .off { await shift.beat.wait(atMost: min(Self.fleeting, settings.heartbeat)) }
    var isRegistered = false
    var lastBeat: Duration?
    while shift.isOpen {
      isRegistered = true
      renewLocks()
      let error = await renewClaims()
      if error == nil { noteBeat(since: &lastBeat) }
      let isWell = error == nil && !state.withLock { $0.areLocksOutOfReach }
      await shift.beat.wait(atMost: isWell ? settings.heartbeat : settings.heartbeat / 5)
    }
    // One that can't be removed now is listed as dead for a day.
    if isRegistered { try? await equipment.store.retire(processorID: shift.id) }
  }

  private func noteBeat(since last: inout Duration?) {
    let uptime = clock.uptime
    // The machine slept: others may have slept with it.
    if let last, uptime - last > settings.lease { equipment.trouble.delayRescue(by: settings.lease) }
    last = uptime
  }

  // MARK: Claims

  /// Claims first: a registration that can't be renewed costs no lease.
  private func renewClaims() async -> StoreError? {
    do {
      let held = leases.all
      if !held.isEmpty {
        let end = clock.uptime + settings.lease
        let kept = Set(try await equipment.store.extend(held.map(\.claim), lease: settings.lease, now: nil))
        for lease in held where kept.contains(lease.claim) { lease.renewClaim(until: end) }
        runner.lose(leases.stillHeld(held.filter { !kept.contains($0.claim) })) {
          "The claim on \($0) is somebody else's by now; its handler is told to stop."
        }
      }
      try await equipment.store.heartbeat(registration, now: nil)
    } catch {
      let error = StoreError(error)
      equipment.trouble.note(.store(error))
      return error
    }
    // While it runs, only a claim or a recorded end proves that all is well.
    if !shift.isRunning { equipment.trouble.allClear(.store) }
    return nil
  }

  private var registration: ProcessorRecord {
    let processor = shift.processor
    // One that was not started finishes what it was asked for, and serves no type.
    let announced: ProcessorRecord.State =
      switch processor {
      case .off, .draining: .draining
      case .running: .running
      case .paused: .paused
      }
    return ProcessorRecord(
      id: shift.id, host: ProcessorName.host, pid: ProcessorName.pid, since: shift.since,
      types: processor == .off ? [] : equipment.registry.types, concurrency: runner.slots, state: announced,
      seen: shift.since, redis: equipment.lock?.name, running: runner.longRuns)
  }

  // MARK: Locks

  /// In the background, and not again while they still are being renewed.
  private func renewLocks() {
    guard let lock = equipment.lock else { return }
    let isFree = state.withLock { state in
      defer { state.areLocksBeingRenewed = true }
      return !state.areLocksBeingRenewed
    }
    guard isFree else { return }
    Task(executorPreference: lockExecutor) {
      let failure = await self.renew(with: lock)
      let isNews = self.state.withLock { state in
        defer { state = State(areLocksOutOfReach: failure != nil) }
        return failure != nil && !state.areLocksOutOfReach
      }
      if isNews { self.shift.beat.raise() }
      if let failure { self.equipment.trouble.note(.locks(failure)) }
    }
  }

  private func renew(with lock: any TriggerLock) async -> StoreError? {
    let held = leases.all.filter { $0.grant != nil }
    guard !held.isEmpty else { return nil }
    do {
      var end = clock.uptime + settings.lease
      let kept = Set(try await lock.extend(held.compactMap(\.grant), lease: settings.lease))
      for lease in held where kept.contains(lease) { lease.renewLock(until: end) }
      let gone = leases.stillHeld(held.filter { !kept.contains($0) })
      guard !gone.isEmpty else { return nil }
      end = clock.uptime + settings.lease
      let regained = Set(try await lock.regain(gone.compactMap(\.grant), lease: settings.lease))
      for lease in gone where regained.contains(lease) { lease.renewLock(until: end) }
      let wanted = leases.stillHeld(gone)
      // Given back meanwhile: nobody would do that again.
      let unwanted = regained.subtracting(wanted.compactMap(\.grant))
      if !unwanted.isEmpty { try? await lock.release(Array(unwanted)) }
      runner.lose(wanted.filter { !regained.contains($0) }) {
        "Somebody else has the lock of \($0) by now; its handler is told to stop."
      }
      tellRegained(regained.count - unwanted.count)
      return nil
    } catch {
      return StoreError(error)
    }
  }

  private func tellRegained(_ count: Int) {
    guard count > 0 else { return }
    let (locks, them) = count == 1 ? ("1 lock was", "it") : ("\(count) locks were", "them")
    let text =
      "\(locks) gone from Redis, which was restarted, emptied or silent for too long; nobody had taken \(them): held again."
    equipment.logger.warning("\(text)")
    equipment.hub.emit(.state, .warning, text)
  }
}

extension Set<LockGrant> {
  fileprivate func contains(_ lease: Lease) -> Bool { lease.grant.map(contains) ?? false }
}
