import Dispatch
import Glibc
import Synchronization

/// Standard output or standard error.
///
/// A reader that takes nothing (a stopped pager, a terminal that hangs) holds up who writes, as it does any program. But
/// once this process has heard that it is to end, it does so for a moment only; the rest is then dropped.
final class Outlet: Sendable {
  static let output = Outlet(STDOUT_FILENO)
  static let errors = Outlet(STDERR_FILENO)

  /// With a reader that takes nothing, once the process is to end: looks, a tenth of a second apart.
  private static let patience = 10
  /// In bytes: a reader is seen to be at work at every so many.
  private static let part = 4_096

  private let descriptor: Int32
  /// Where a write is left behind that nothing interrupts.
  private let queue: DispatchQueue
  private let taken = Atomic(0)
  private let lost = Mutex<Int32?>(nil)

  private init(_ descriptor: Int32) {
    self.descriptor = descriptor
    queue = DispatchQueue(label: "triggertop.outlet.\(descriptor)")
  }

  /// The first error's number, after which nothing more is written. `EPIPE` also where output was dropped at the end:
  /// nobody wanted it.
  var failure: Int32? { lost.withLock { $0 } }

  /// Blocks the calling thread.
  func write(_ text: String) {
    guard failure == nil else { return }
    let bytes = Array(text.utf8)
    // Where signals are not waited for, they end a process that is held up here.
    guard TerminationSignals.areHeard else { return writeAll(bytes) }
    let done = DispatchSemaphore(value: 0)
    queue.async {
      self.writeAll(bytes)
      done.signal()
    }
    var (seen, idle) = (taken.load(ordering: .relaxed), 0)
    while done.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
      let now = taken.load(ordering: .relaxed)
      idle = now == seen && TerminationSignals.haveCome ? idle + 1 : 0
      seen = now
      if idle >= Self.patience { return lose(EPIPE) }
    }
  }

  private func lose(_ error: Int32) { lost.withLock { $0 = $0 ?? error } }

  private func writeAll(_ bytes: [UInt8]) {
    var bytes = bytes[...]
    while !bytes.isEmpty, failure == nil {
      let written = bytes.prefix(Self.part).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      if written < 0 && errno == EAGAIN {
        // Somebody made the pipe or terminal non-blocking: wait until it takes more.
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
        continue
      }
      guard written > 0 else { return lose(errno) }
      taken.add(written, ordering: .relaxed)
      bytes = bytes.dropFirst(written)
    }
  }
}
