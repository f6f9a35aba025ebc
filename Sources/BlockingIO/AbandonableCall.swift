import Dispatch
import Synchronization

/// A blocking call on a thread of its own, which its caller can leave: for what nothing can interrupt, such as the
/// resolution of a host name.
public final class AbandonableCall<Value: Sendable>: Sendable {
  private let finished: Wake
  private let outcome = Mutex<Result<Value, any Error>?>(nil)

  /// Blocks the calling thread until `body` returns, and returns nil at the deadline.
  ///
  /// Throws what `body` throws, and `CancellationError` when the wake is signalled and the task is cancelled. A body
  /// that is left behind goes on, and its value is dropped.
  public static func run(
    until deadline: Deadline, wake: Wake, _ body: @escaping @Sendable () throws -> Value
  ) throws -> Value? {
    let call = AbandonableCall(finished: try Wake())
    DispatchQueue(label: "triggertop.abandonable").async {
      let outcome = Result { try body() }
      call.outcome.withLock { $0 = outcome }
      call.finished.signal()
    }
    while true {
      switch try Readiness.wait(on: call.finished.descriptor, for: .reading, until: deadline, wake: wake) {
      case .ready: return try call.outcome.withLock { $0 }?.get()
      case .woken: try Task.checkCancellation()
      case .timedOut: return nil
      }
    }
  }

  private init(finished: Wake) {
    self.finished = finished
  }
}
