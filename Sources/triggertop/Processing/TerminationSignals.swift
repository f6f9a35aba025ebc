import Dispatch
import Glibc

/// SIGTERM and SIGINT as something to wait for, in place of dying of them.
enum TerminationSignals {
  /// Returns at the next one, or when the task is cancelled. From then on the process no longer dies of them.
  static func next() async {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { continuation.yield() }
      source.resume()
      return source
    }
    defer { sources.forEach { $0.cancel() } }
    for await _ in stream { return }
  }
}
