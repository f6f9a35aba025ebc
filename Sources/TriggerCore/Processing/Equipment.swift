import Logging
import Synchronization

/// What a processor was made with, and what it counts, for its four owners.
struct Equipment: Sendable {
  let store: any TriggerStore
  /// Nil trusts claims alone.
  let lock: (any TriggerLock)?
  let registry: HandlerRegistry
  let settings: ProcessorSettings
  let results: ResultLogging
  let logger: Logger
  let clock: any ProcessorClock
  let metrics: ProcessorMetrics
  let hub: EventHub
  /// From 0 to 1.
  let jitter: @Sendable () -> Double
  let trouble: Troubles
  let counts = ProcessorCounts()
}

/// Since a processor was first started.
final class ProcessorCounts: Sendable {
  struct Values {
    var succeeded = 0
    var failed = 0
    /// Runs that a drain stopped and handed back.
    var stopped = 0
  }

  private let values = Mutex(Values())

  var now: Values { values.withLock { $0 } }

  func add(succeeded: Int = 0, failed: Int = 0, stopped: Int = 0) {
    values.withLock { values in
      values.succeeded += succeeded
      values.failed += failed
      values.stopped += stopped
    }
  }
}
