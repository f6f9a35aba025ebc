import Glibc

/// Ends a wait from another thread.
///
/// A signal stays until it is drained, so one that comes before the wait is not lost; many signals are one.
public final class Wake: Sendable {
  private let reader: Int32
  private let writer: Int32

  /// Throws `SystemCallError` when the process has no file descriptors left.
  public init() throws {
    var ends: [Int32] = [-1, -1]
    // A socket pair, not a pipe: it is made non-blocking and close-on-exec in one step, so that a command started
    // meanwhile by another thread cannot inherit it.
    let type = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    guard socketpair(AF_UNIX, Int32(type), 0, &ends) == 0 else { throw SystemCallError("socketpair") }
    (reader, writer) = (ends[0], ends[1])
  }

  deinit {
    close(reader)
    close(writer)
  }

  /// Readable from a signal until it is drained.
  public var descriptor: Int32 { reader }

  /// Never blocks; from any thread.
  public func signal() {
    var byte: UInt8 = 1
    // A full buffer means that a signal is pending already.
    _ = send(writer, &byte, 1, Int32(MSG_NOSIGNAL))
  }

  /// Forgets all signals so far.
  public func drain() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while recv(reader, &bytes, bytes.count, 0) > 0 {}
  }
}
