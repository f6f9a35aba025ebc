import BlockingIO
import Dispatch
import Glibc

/// Reads a descriptor on a thread of its own until it ends or this is let go of, and closes it then.
///
/// Not a dispatch source: libdispatch's manager was seen to run into one that had been cancelled and released.
final class DescriptorWatch: Sendable {
  private let stop: Wake

  /// - Parameter body: is called whenever the descriptor can be read, and answers whether more may come.
  init(_ descriptor: Int32, _ body: @escaping @Sendable (Int32) -> Bool) throws {
    stop = try Wake()
    DispatchQueue(label: "descriptor watch").async { [stop] in
      while case .ready? = try? Readiness.wait(
        on: descriptor, for: .reading, until: .after(.seconds(86_400)), wake: stop),
        body(descriptor)
      {}
      close(descriptor)
    }
  }

  deinit { stop.signal() }
}
