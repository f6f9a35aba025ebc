import TriggerCore

/// Why a trigger is not running at this moment, or that it is: the one reason that decides.
package enum WaitReason: Hashable, Sendable {
  case succeeded(at: Instant)
  case givenUp(at: Instant, tries: Int)

  /// Somebody holds a lease on it.
  case held(RunningMark)
  /// Its processor died in the middle of it.
  case orphaned(processor: String)
  /// Somebody else had its lock; it is left alone until then.
  case heldBack(until: Instant)
  case locked(LockHolder)

  /// Its time is infinity.
  case neverDue
  case scheduled(Instant)
  /// Failed before, waits until then.
  case backingOff(until: Instant)

  // Due, and:
  /// these processors work on its type and have not come to it.
  case waitsItsTurn(processors: [String])
  /// those that would run it are paused.
  case paused(processors: [String])
  /// the processor of this program would run it, but is not running.
  case ownProcessor(ProcessorStatus.State)
  /// the processor of this program would run it, but cannot; one sentence says why.
  case trouble(String)
  /// processors are alive, and none has a handler for the type.
  case noHandler
  /// no processor is alive.
  case nobody
  /// it is not known yet who works on the queue.
  case unknown
}

extension WaitReason {
  package init(_ row: Page.Row, in context: WaitContext) {
    let now = context.now
    let progress = row.record.progress
    self =
      Self.hold(on: row, in: context)
      ?? progress.processed.map { processed in
        progress.successful == false ? .givenUp(at: processed, tries: progress.tries) : .succeeded(at: processed)
      }
      ?? Self.postponement(of: progress, now: now)
      ?? Self.lack(of: row.record.type, in: context)
  }

  private static func hold(on row: Page.Row, in context: WaitContext) -> WaitReason? {
    // Fresher than the claim that was read with the row.
    if let run = context.own?.runs.first(where: { $0.id == row.id }) {
      return .held(
        RunningMark(kind: .work, processor: WaitContext.ownName, started: run.started, leaseUntil: .infinity))
    }
    if let mark = row.running {
      let isInForce = mark.leaseUntil > context.now
      switch mark.kind {
      case .hold where isInForce:
        return context.lock.map(WaitReason.locked) ?? .heldBack(until: mark.leaseUntil)
      case .work where !isInForce && mark.started != nil:
        return .orphaned(processor: mark.processorName)
      case .sent where isInForce:
        // Who holds the lock is at it, or keeps the workers from it: they drop its message.
        return context.lock.map(WaitReason.locked) ?? .held(mark)
      case .work where isInForce:
        return .held(mark)
      default: break
      }
    }
    return context.lock.map(WaitReason.locked)
  }

  private static func postponement(of progress: Progress, now: Instant) -> WaitReason? {
    guard let after = progress.after, !progress.isDue(at: now) else { return nil }
    if after == .infinity { return .neverDue }
    return progress.tries > 0 ? .backingOff(until: after) : .scheduled(after)
  }

  /// What a due trigger lacks: the best that any processor could do for it.
  private static func lack(of type: String, in context: WaitContext) -> WaitReason {
    guard let overview = context.processors else { return .unknown }
    let own = context.own.flatMap { $0.types.containsExactly(type) ? $0 : nil }
    let others = overview.processors.filter {
      $0.isAlive(at: context.now) && context.own?.ownIDs.contains($0.id) != true
    }
    let able = others.filter { $0.types.containsExactly(type) }
    var working = able.filter { $0.state == .running }.map(\.name)
    if own?.state == .running, own?.trouble == nil { working.insert(WaitContext.ownName, at: 0) }
    if !working.isEmpty { return .waitsItsTurn(processors: working) }
    if let own { return own.trouble.map(WaitReason.trouble) ?? .ownProcessor(own.state) }
    if !able.isEmpty { return .paused(processors: able.map(\.name)) }
    return others.isEmpty && context.own?.state != .running ? .nobody : .noHandler
  }
}
