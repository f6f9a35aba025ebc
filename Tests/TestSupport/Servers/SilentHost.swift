import Glibc

/// A port of 127.0.0.1 at which everybody gets a connection, and nobody an answer.
public final class SilentHost: Sendable {
  public let port: Int
  private let listener: Int32

  public init() throws {
    (listener, port) = try boundSocket()
    guard listen(listener, 64) == 0 else { throw ServerFailure(description: "No listening socket: \(errno)") }
  }

  deinit { close(listener) }
}
