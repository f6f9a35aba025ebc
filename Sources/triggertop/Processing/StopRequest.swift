import Dispatch
import Glibc
import Synchronization

/// SIGINT, SIGTERM or SIGHUP as the wish that work in batches end after the one under way. The process no longer dies of
/// them; what it was told to ignore (nohup) stays ignored.
final class StopRequest: Sendable {
  private struct State {
    var signal: Int32?
    var sources: [any DispatchSourceSignal] = []
  }

  private let state = Mutex(State())

  /// - Parameter begun: called at each signal.
  init(begun: @escaping @Sendable () -> Void) {
    let numbers = [SIGINT, SIGTERM, SIGHUP].filter { !Self.isIgnored($0) }
    state.withLock { state in
      state.sources = numbers.map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { [weak self] in
          self?.state.withLock { $0.signal = $0.signal ?? number }
          begun()
        }
        source.resume()
        return source
      }
    }
  }

  /// How the program is to end; nil where nobody asked.
  var status: ExitStatus? {
    state.withLock { $0.signal }.map { $0 == SIGHUP ? .hungUp : $0 == SIGINT ? .interrupted : .terminated }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
