import Dispatch

/// A serial executor on a dispatch queue of its own, for actors whose calls block.
///
/// Swift's shared pool has one thread a core, and a blocked one stalls unrelated tasks. A serial queue runs on
/// Dispatch's overcommitting threads instead, so one actor may block without delaying any other.
public final class QueueExecutor: SerialExecutor {
  private static let key = DispatchSpecificKey<ObjectIdentifier>()

  private let queue: DispatchQueue

  /// - Parameter label: shown by debuggers; need not be unique.
  public init(label: String) {
    queue = DispatchQueue(label: label)
    queue.setSpecific(key: Self.key, value: ObjectIdentifier(self))
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  public func checkIsolated() {
    dispatchPrecondition(condition: .onQueue(queue))
  }

  public func isIsolatingCurrentContext() -> Bool? {
    DispatchQueue.getSpecific(key: Self.key) == ObjectIdentifier(self)
  }
}
