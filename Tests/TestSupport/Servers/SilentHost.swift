import Dispatch
import Glibc

/// A port of 127.0.0.1 at which everybody gets a connection, and nobody an answer.
public final class SilentHost: Sendable {
  public let port: Int
  private let listener: Int32

  public init() throws {
    (listener, port) = try boundSocket()
    guard listen(listener, 64) == 0 else { throw ServerFailure(description: "No listening socket: \(errno)") }
  }

  /// Completes when so many have hung up, in the order in which they came.
  public func hungUp(_ count: Int) async {
    await withCheckedContinuation { done in
      DispatchQueue(label: "silent host").async { [listener] in
        for _ in 0..<count {
          let client = accept(listener, nil, nil)
          var byte: UInt8 = 0
          while read(client, &byte, 1) > 0 {}
          close(client)
        }
        done.resume()
      }
    }
  }

  deinit { close(listener) }
}
