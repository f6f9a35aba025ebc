import TerminalNcurses
import TerminalUI
import TriggerCore
import TriggerDashboard

/// The dashboard on the real terminal, from taking it over to giving it back.
struct DashboardSession {
  var store: any TriggerStore
  var lock: (any TriggerLock)?
  var processor: (any ProcessorControl)?
  var configuration: Configuration
  /// What the processor handles beside what is configured.
  var ownTypes: [String] = []
  /// What stands on screen for the queue; nil is the store's own name for it.
  var title: String?

  /// Blocks the calling thread, which must be the main thread, until the operator quits.
  func run() throws -> ExitStatus {
    let end: DashboardExit
    let signal: Int32?
    do {
      let terminal = try NcursesTerminal(
        theme: .dashboard(on: configuration.background.value),
        program: "triggertop \(TriggerTop.configuration.version)")
      defer { terminal.close() }
      let dashboard = Dashboard(
        store: store, processor: processor, lock: lock, stuckLocks: lock as? any StuckLockFinder,
        checks: QueueChecks.checks(of: store, lock: lock, configuration, ownTypes: ownTypes), options: options)
      end = dashboard.run(on: terminal)
      terminal.close(saying: end.unfinished)
      signal = terminal.endingSignal
    } catch {
      throw Failure(.usage, error.description)
    }
    if let processor { try Blocking.run { await stop(processor, hurried: end.reason != .quit) } }
    return status(of: end, signal)
  }

  private func status(of end: DashboardExit, _ signal: Int32?) -> ExitStatus {
    if let signal, let status = ExitStatus(rawValue: 128 + signal) { return status }
    if end.reason == .terminalGone { return .hungUp }
    return end.leavesWork ? .inPart : .done
  }

  /// A second call takes the grace away from the first.
  private func stop(_ processor: any ProcessorControl, hurried: Bool) async {
    async let drained: Void = processor.drain()
    if hurried { await processor.drain() }
    await drained
  }

  private var options: DashboardOptions {
    DashboardOptions(
      title: title, origin: title == nil && configuration.database.value == nil ? QueueOpener.ownOrigin : nil,
      databaseArgument: title == nil ? configuration.databaseArgument : nil, limits: configuration.limits,
      limitsOrigin: configuration.triesBeforeError.origin.description,
      isProduction: configuration.production.value,
      readOnlyReason: configuration.readOnly.value ? "This dashboard was opened with --read-only." : nil,
      startsProcessor: configuration.process.value,
      processingRefusal: { [keepsPythonOut = lock != nil || configuration.claimsOnly.value] facts in
        GuardedProcessor.refusal(of: facts, keepsPythonOut: keepsPythonOut)
      },
      journal: { [title, store] deed, who in
        let queue = if let title { title } else { try await store.facts().name }
        try JournalFile().note(deed, by: who, queue: queue)
      })
  }
}
