@preconcurrency import Dispatch
import Foundation

/// Tells when a terminal has written something, by a named pipe into which tmux copies it. For one reader at a time.
final class TerminalOutput: Sendable {
  private let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
  private let watch: DescriptorWatch

  /// Makes the pipe. It is open for writing here as well, so that it doesn't end before somebody writes, nor after.
  init(pipe name: String, in workspace: Workspace) throws {
    try workspace.makePipe(name)
    let descriptor = open(workspace.path(name), O_RDWR | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    watch = try DescriptorWatch(descriptor) { [continuation] descriptor in
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while read(descriptor, &buffer, buffer.count) > 0 {}
      continuation.yield()
      return true
    }
  }

  /// Returns at the next output, at once if there was some since the last call; also when the task is cancelled.
  func next() async { for await _ in stream { return } }

  /// Lets `next` return at that time too, unless the item is cancelled before.
  func wake(after time: Duration) -> DispatchWorkItem {
    let alarm = DispatchWorkItem { [continuation] in continuation.yield() }
    DispatchQueue.global().asyncAfter(deadline: .now() + time / .seconds(1), execute: alarm)
    return alarm
  }
}
