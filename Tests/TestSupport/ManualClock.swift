import Dispatch
import Synchronization
import TriggerCore

/// Time that passes only when a test says so.
public final class ManualClock: ProcessorClock {
  private struct Timer {
    var deadline: Duration
    var delay: Duration
    var action: @Sendable () -> Void
  }

  private struct Waiter {
    var delay: Duration
    var continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var uptime = Duration.zero
    var timers: [Timer] = []
    var waiters: [Waiter] = []
    var leap = Duration.zero
  }

  private let start: Instant
  private let state = Mutex(State())

  /// - Parameter start: the database's time at the beginning, see `FaultyStore`.
  public init(start: Instant = .noon) { self.start = start }

  public var uptime: Duration { state.withLock { $0.uptime } }
  public var now: Instant { start + uptime }

  public func schedule(after delay: Duration, _ action: @escaping @Sendable () -> Void) {
    let waiters = state.withLock { state in
      state.timers.append(Timer(deadline: state.uptime + delay, delay: delay, action: action))
      let waiters = state.waiters.filter { $0.delay == delay }
      state.waiters.removeAll { $0.delay == delay }
      return waiters
    }
    for waiter in waiters { waiter.continuation.resume() }
    if delay <= state.withLock({ $0.leap }) { DispatchQueue.global().async { self.advance(by: delay) } }
  }

  /// From now on time jumps to what somebody waits for, if that is no longer than this; so that nothing waits but for
  /// a beat of a lease, say.
  public func run(leaping leap: Duration = .days(1)) {
    let pending = state.withLock { state in
      state.leap = leap
      return state.timers.map { $0.deadline - state.uptime }.filter { $0 <= leap }.max() ?? .zero
    }
    advance(by: pending)
  }

  /// Returns once something waits for exactly that long, counted from when it began to wait.
  public func timer(of delay: Duration) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        let isThere = state.timers.contains { $0.delay == delay }
        if !isThere { state.waiters.append(Waiter(delay: delay, continuation: continuation)) }
        return isThere
      }
      if isThere { continuation.resume() }
    }
  }

  /// Calls back what falls due.
  public func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.uptime += duration
      let due = state.timers.filter { $0.deadline <= state.uptime }
      state.timers.removeAll { $0.deadline <= state.uptime }
      return due
    }
    for timer in due.sorted(by: { $0.deadline < $1.deadline }) { timer.action() }
  }
}
