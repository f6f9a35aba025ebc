/// What runs is told to others by the processor's registration, not trigger by trigger: most runs are over before
/// anybody could look at them.
extension Processor {
  /// By then what began with the first look has run for longer than a short run.
  private static var look: Duration { shortRun + .milliseconds(100) }

  /// Runs of some length.
  var running: [TriggerID: Instant] {
    let uptime = clock.uptime
    return Dictionary(
      runs.values.filter { uptime - $0.began >= Self.shortRun }.map { ($0.job.id, $0.job.clock.now($0.began)) }
    ) { first, _ in first }
  }

  /// At most each second, whatever the rate.
  func lookAtRunsSoon() {
    guard !isLookingAtRuns else { return }
    isLookingAtRuns = true
    clock.schedule(after: Self.look) { Task { await self.lookAtRuns() } }
  }

  private func lookAtRuns() {
    isLookingAtRuns = false
    let running = Set(running.keys)
    if running != toldRunning {
      toldRunning = running
      session?.beat.raise()
    }
    if !runs.isEmpty || !toldRunning.isEmpty, session != nil { lookAtRunsSoon() }
  }
}
