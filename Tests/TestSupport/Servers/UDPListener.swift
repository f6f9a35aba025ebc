import Dispatch
import Glibc
import Synchronization

/// A socket on a free port of this machine.
public final class UDPListener: Sendable {
  private let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
  /// Receiving blocks its thread.
  private let queue = DispatchQueue(label: "udp listener")
  /// Of the last packet that was asked for line by line.
  private let lines = Mutex<[String]>([])
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

  deinit { close(descriptor) }

  /// The next line, of one packet or the next; nil where none comes.
  public func receive() async -> String? {
    if lines.withLock({ $0.isEmpty }) {
      guard let packet = await receivePacket() else { return nil }
      lines.withLock { $0 = packet.split(separator: "\n").map(String.init) }
    }
    return lines.withLock { $0.isEmpty ? nil : $0.removeFirst() }
  }

  /// The next packet; nil where none comes.
  public func receivePacket() async -> String? {
    await withCheckedContinuation { done in
      queue.async { [descriptor] in
        var buffer = [UInt8](repeating: 0, count: 1_500)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        done.resume(returning: count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil)
      }
    }
  }
}
