import Dispatch
import Synchronization

/// The bridge from the program's one synchronous thread to asynchronous work.
final class Blocking<Value: Sendable>: Sendable {
  private let outcome = Mutex<Result<Value, any Error>?>(nil)
  private let done = DispatchSemaphore(value: 0)

  /// Blocks the calling thread, which must be none of the shared pool's, until the work is done.
  static func run(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let blocking = Blocking()
    Task {
      let outcome: Result<Value, any Error>
      do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
      blocking.outcome.withLock { $0 = outcome }
      blocking.done.signal()
    }
    blocking.done.wait()
    return try blocking.outcome.withLock { outcome in
      guard let outcome else { throw CancellationError() }
      return try outcome.get()
    }
  }
}
