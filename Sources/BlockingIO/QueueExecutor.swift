import Dispatch

/// A serial dispatch queue for what blocks: as an actor's executor it confines the actor, as a task's preference it
/// gives a handler a thread of its own.
///
/// Swift's shared pool has one thread a core, and a blocked one stalls unrelated tasks. A serial queue runs on
/// Dispatch's overcommitting threads instead, so one actor may block without delaying any other.
public final class QueueExecutor: SerialExecutor, TaskExecutor {
  private static let key = DispatchSpecificKey<ObjectIdentifier>()

  private let queue: DispatchQueue

  /// - Parameter label: shown by debuggers; need not be unique.
  public init(label: String) {
    queue = DispatchQueue(label: label)
    queue.setSpecific(key: Self.key, value: ObjectIdentifier(self))
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async {
      job.runSynchronously(isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
    }
  }

  public func checkIsolated() {
    dispatchPrecondition(condition: .onQueue(queue))
  }

  public func isIsolatingCurrentContext() -> Bool? {
    DispatchQueue.getSpecific(key: Self.key) == ObjectIdentifier(self)
  }
}
