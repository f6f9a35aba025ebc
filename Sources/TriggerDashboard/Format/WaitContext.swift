import TriggerCore

/// What decides, beside the row itself, why a trigger is not running.
package struct WaitContext: Sendable {
  package var limits: TryLimits
  package var now: Instant
  /// Who works on the queue; nil while that is not known.
  package var processors: ProcessorOverview?
  /// The processor of this program, if it has one.
  package var own: ProcessorStatus?
  /// Who holds its lock, as far as locks are visible.
  package var lock: LockHolder?
  /// How long ago that was asked.
  package var lockAge: Duration
  /// Whether Python workers, which leave no trace but locks, may be at work on this queue.
  package var mayHavePython: Bool

  package init(
    limits: TryLimits, now: Instant, processors: ProcessorOverview?, own: ProcessorStatus?, lock: LockHolder? = nil,
    lockAge: Duration = .zero, mayHavePython: Bool
  ) {
    self.limits = limits
    self.now = now
    self.processors = processors
    self.own = own
    self.lock = lock
    self.lockAge = lockAge
    self.mayHavePython = mayHavePython
  }

  /// What the processor of this program is called in sentences.
  static let ownName = "this program"
}
