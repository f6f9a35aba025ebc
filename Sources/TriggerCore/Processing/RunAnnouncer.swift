import Synchronization

/// Tells others what runs, by the processor's registration and not trigger by trigger: most runs are over before
/// anybody could look at them.
final class RunAnnouncer: Sendable {
  private struct State {
    /// Whose beginning was told.
    var told: Set<TriggerID> = []
    var isLooking = false
  }

  /// Shorter runs are told to nobody.
  private static var shortRun: Duration { .seconds(1) }
  /// By then what began with the first look has run for longer than a short run.
  private static var look: Duration { shortRun + .milliseconds(100) }

  private let beat: Signal
  private let clock: any ProcessorClock
  private let state = Mutex(State())

  /// - Parameter beat: raised where the registration is to be renewed.
  init(beat: Signal, clock: any ProcessorClock) { (self.beat, self.clock) = (beat, clock) }

  /// Again and again while something runs, at most each second, whatever the rate.
  func watch(_ runner: Runner) {
    let isNews = state.withLock { state in
      defer { state.isLooking = true }
      return !state.isLooking
    }
    guard isNews else { return }
    clock.schedule(after: Self.look) { [weak self, weak runner] in
      if let self, let runner { look(at: runner) }
    }
  }

  private func look(at runner: Runner) {
    // Before they are read: what begins from now on begins another look.
    state.withLock { $0.isLooking = false }
    let runs = runner.runs
    let long = Set(longRuns(of: runs).keys)
    let (isNews, isOver) = state.withLock { state in
      defer { state.told = long }
      return (state.told != long, runs.isEmpty && long.isEmpty)
    }
    if isNews { beat.raise() }
    if !isOver { watch(runner) }
  }

  /// Runs of some length, and since when.
  func longRuns(of runs: [Runner.Run]) -> [TriggerID: Instant] {
    let uptime = clock.uptime
    return Dictionary(
      runs.filter { uptime - $0.began >= Self.shortRun }.map { ($0.lease.id, $0.lease.clock.now($0.began)) }
    ) { first, _ in first }
  }
}
