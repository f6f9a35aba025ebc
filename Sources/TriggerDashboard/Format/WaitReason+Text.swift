import TriggerCore

extension WaitReason {
  /// Before the sentence: `WAITS`, `RUNS`, `FAILED`, `DONE`.
  package var heading: String {
    switch self {
    case .succeeded: "DONE"
    case .givenUp: "FAILED"
    case .held(let mark) where mark.kind == .work && mark.started != nil: "RUNS"
    default: "WAITS"
    }
  }

  /// The reason as one line, and what it comes to if the trigger fails once more.
  ///
  /// - Parameter record: the trigger it was decided for.
  package func sentence(for record: TriggerRecord, in context: WaitContext, times: TimeFormat) -> String {
    let isLastChance = record.processed == nil && record.tries + 1 >= context.limits.error
    let warning =
      isLastChance && self != .neverDue
      ? "; next failure gives it up (\(record.tries + 1)/\(context.limits.error))" : ""
    return clause(for: record, in: context, times: times) + warning
  }

  private func clause(for record: TriggerRecord, in context: WaitContext, times: TimeFormat) -> String {
    switch self {
    case .succeeded(let at): "succeeded \(times.full(at))"
    case .givenUp(let at, let tries): "given up after \(counted(tries, "try", plural: "tries")), \(times.full(at))"
    case .held(let mark): mark.text(at: context.now)
    case .orphaned(let processor): "\(processor) died while it ran this; a living processor will take it over"
    case .heldBack(let until):
      "its lock was held by somebody else; it is tried again in \(until.since(context.now).long)"
    case .locked(let holder): holder.text(times, age: context.lockAge)
    case .neverDue: "never falls due: its time is infinity"
    case .scheduled(let at): "scheduled for \(times.full(at))"
    case .backingOff(let until): "backing off \(times.waiting(until: until))"
    case .waitsItsTurn(let processors): "due; waits its turn with \(Self.list(processors))"
    case .paused(let processors): "due; paused: \(Self.list(processors))"
    case .ownProcessor(let state): Self.sentence(ownProcessor: state)
    case .trouble(let sentence): "due, but the processor of this program is in trouble: \(sentence)"
    case .noHandler: "no processor seen has a handler for \(record.type)\(Self.pythonMay(context))"
    case .nobody: "no processor seen\(Self.pythonMay(context))"
    case .unknown: "due"
    }
  }

  private static func sentence(ownProcessor state: ProcessorStatus.State) -> String {
    switch state {
    case .off: "due; the processor of this program is off"
    case .paused: "due; the processor of this program is paused"
    case .draining: "due; the processor of this program is stopping"
    case .running: "due; waits its turn with \(WaitContext.ownName)"
    }
  }

  private static func pythonMay(_ context: WaitContext) -> String {
    context.mayHavePython ? " (Python's can't be)" : ""
  }

  /// At most three names.
  private static func list(_ names: [String]) -> String {
    names.count <= 3
      ? names.joined(separator: ", ") : "\(names.prefix(2).joined(separator: ", ")) and \(names.count - 2) more"
  }
}
