import Foundation
import Synchronization

/// A processor at work, from its start until it has stopped: what its loops wait for, and its name among processors.
final class ProcessorSession: Sendable {
  /// Never used again.
  let id = UUID().uuidString.lowercased()
  let since = Instant.now
  /// Room for more claims.
  let room: Signal
  /// Something may be due.
  let wake: Signal
  /// Ends wait to be recorded.
  let ended: Signal
  /// The heart is to beat at once.
  let beat: Signal
  /// Somebody else's lease may be over.
  let lapse: Signal
  /// Something came to its end that a drain waits for.
  let settled: Signal

  private let open = Mutex(true)

  init(clock: any ProcessorClock) {
    room = Signal(clock: clock)
    wake = Signal(clock: clock)
    ended = Signal(clock: clock)
    beat = Signal(clock: clock)
    lapse = Signal(clock: clock)
    settled = Signal(clock: clock)
  }

  var isOpen: Bool { open.withLock { $0 } }

  /// Ends every loop.
  func close() {
    open.withLock { $0 = false }
    raiseAll()
  }

  func raiseAll() { for signal in [room, wake, ended, beat, lapse, settled] { signal.raise() } }
}
