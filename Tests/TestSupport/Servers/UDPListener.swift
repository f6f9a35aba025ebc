import Dispatch
import Glibc

/// A socket on a free port of this machine.
public struct UDPListener: Sendable {
  private let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
  /// Receiving blocks its thread.
  private let queue = DispatchQueue(label: "udp listener")
  public let port: UInt16

  public init() {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    var limit = timeval(tv_sec: Int(Patience.hang / .seconds(1)), tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    port = withUnsafeMutableBytes(of: &address) { [descriptor] bytes in
      let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
      guard let pointer, bind(descriptor, pointer, length) == 0, getsockname(descriptor, pointer, &length) == 0 else {
        return 0
      }
      return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
    }
  }

  /// The next packet; nil where none comes.
  public func receive() async -> String? {
    await withCheckedContinuation { done in
      queue.async { [descriptor] in
        var buffer = [UInt8](repeating: 0, count: 1_500)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        done.resume(returning: count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil)
      }
    }
  }
}
