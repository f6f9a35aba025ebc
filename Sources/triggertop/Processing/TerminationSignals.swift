import Dispatch
import Glibc
import Synchronization

/// SIGTERM and SIGINT as something to wait for, in place of dying of them.
enum TerminationSignals {
  /// Those from now on, until whoever reads them is cancelled. The process no longer dies of them, even then.
  static func all() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    let sources = Mutex(
      [SIGTERM, SIGINT].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { continuation.yield() }
        source.resume()
        return source
      })
    continuation.onTermination = { _ in sources.withLock { $0.forEach { $0.cancel() } } }
    return stream
  }

  /// Returns at the next one, or when the task is cancelled.
  static func next() async { for await _ in all() { return } }
}
