import Dispatch

/// Runs jobs one after the other on a serial queue, whose thread is none of Swift's shared pool: what blocks here
/// stalls nobody else.
///
/// As an actor's executor it confines the actor; as a task's preference it gives a handler a thread of its own.
final class QueueExecutor: SerialExecutor, TaskExecutor {
  private let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async {
      job.runSynchronously(isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
    }
  }
}
