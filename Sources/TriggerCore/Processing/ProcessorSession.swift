import BlockingIO
import Foundation
import Synchronization

/// A processor at work, from its start until it has stopped: its name among processors, its four owners, and what
/// they wait for.
///
///     Claimer ──leases──▶ Runner ──endings──▶ Recorder
///        ▲                   ▲                   ▲
///        └───────────────  Keeper  ──────────────┘
final class ProcessorSession: Sendable {
  let id: String
  let intake: Intake
  let claimer: Claimer
  let runner: Runner
  let recorder: Recorder
  let keeper: Keeper
  let passedOver: PassedOver
  let shift: Shift
  /// Renews leases, and removes the registration in the end.
  let heart: Task<Void, Never>

  /// - Parameter state: off where it is only to run what is asked for by name.
  init(_ equipment: Equipment, state: ProcessorStatus.State, slots: Int, _ clock: DatabaseClock?) {
    let shift = Shift(state, clock, timer: equipment.clock)
    let leases = Leases(equipment) { shift.tellFired() }
    let recorder = Recorder(equipment, shift, leases)
    let runner = Runner(equipment, shift, leases, recorder, slots: slots)
    let intake = Intake(equipment, leases, processorID: shift.id)
    let passedOver = PassedOver(equipment)
    let claimer = Claimer(equipment, shift, intake, runner, recorder, passedOver)
    let keeper = Keeper(equipment, shift, intake, runner, recorder, passedOver)
    (id, self.shift, self.intake, self.passedOver) = (shift.id, shift, intake, passedOver)
    (self.claimer, self.runner, self.recorder, self.keeper) = (claimer, runner, recorder, keeper)
    equipment.trouble.set(.ends, nil)
    equipment.trouble.delayRescue(by: equipment.settings.heartbeat)
    Task { await claimer.work() }
    Task { await recorder.work() }
    Task(executorPreference: QueueExecutor(label: "triggertop.keeper.takeover")) { await keeper.takeOver() }
    heart = Task(executorPreference: QueueExecutor(label: "triggertop.keeper")) { await keeper.renew() }
  }

  var leases: Leases { intake.leases }
  var isOpen: Bool { shift.isOpen }
}

/// What its owners know of a session: whether it goes on, and in which state the processor is.
final class Shift: Sendable {
  private struct State {
    var processor: ProcessorStatus.State
    var isOpen = true
    var databaseClock: DatabaseClock?
    var isFired = false
  }

  /// Never used again.
  let id = UUID().uuidString.lowercased()
  let since = Instant.now
  /// Room for more claims, or something may be due.
  let room: Signal
  /// What failed is to be tried again at once.
  let wake: Signal
  /// Ends wait to be recorded.
  let ended: Signal
  /// The heart is to beat at once.
  let beat: Signal
  /// Somebody else's lease may be over.
  let lapse: Signal
  private let state: Mutex<State>

  init(_ state: ProcessorStatus.State, _ clock: DatabaseClock?, timer: any ProcessorClock) {
    self.state = Mutex(State(processor: state, databaseClock: clock))
    room = Signal(clock: timer)
    wake = Signal(clock: timer)
    ended = Signal(clock: timer)
    beat = Signal(clock: timer)
    lapse = Signal(clock: timer)
  }

  var isOpen: Bool { state.withLock { $0.isOpen } }
  var processor: ProcessorStatus.State { state.withLock { $0.processor } }
  /// Whether anything is to be claimed.
  var isRunning: Bool { state.withLock { $0.isOpen && $0.processor == .running } }

  /// As last read.
  var databaseClock: DatabaseClock? {
    get { state.withLock { $0.databaseClock } }
    set { state.withLock { $0.databaseClock = newValue } }
  }

  /// Something may be due.
  func tellFired() {
    state.withLock { $0.isFired = true }
    room.raise()
    wake.raise()
  }

  /// - Returns: whether something was fired since this was asked last.
  func takeFired() -> Bool {
    state.withLock { state in
      defer { state.isFired = false }
      return state.isFired
    }
  }

  func enter(_ processor: ProcessorStatus.State) {
    state.withLock { $0.processor = processor }
    raiseAll()
  }

  /// Ends every loop.
  func close() {
    state.withLock { $0.isOpen = false }
    raiseAll()
  }

  private func raiseAll() { for signal in [room, wake, ended, beat, lapse] { signal.raise() } }
}
