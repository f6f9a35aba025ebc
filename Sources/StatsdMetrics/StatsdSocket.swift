import Dispatch
import Glibc
import Synchronization

/// A connected UDP socket that never blocks its caller.
final class StatsdSocket: Sendable {
  /// Nil until the host's name is resolved.
  private let descriptor = Mutex<Int32?>(nil)

  init(host: String, port: UInt16) {
    if let numeric = Self.connect(host, port, flags: AI_NUMERICHOST) {
      descriptor.withLock { $0 = numeric }
    } else {
      DispatchQueue(label: "statsd.resolve").async { [weak self] in
        guard let resolved = Self.connect(host, port, flags: 0) else { return }
        if let self { self.descriptor.withLock { $0 = resolved } } else { close(resolved) }
      }
    }
  }

  deinit {
    if let descriptor = descriptor.withLock({ $0 }) { close(descriptor) }
  }

  func send(_ packet: String) {
    descriptor.withLock { descriptor in
      guard let descriptor else { return }
      var packet = packet
      packet.withUTF8 { _ = Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
    }
  }

  private static func connect(_ host: String, _ port: UInt16, flags: Int32) -> Int32? {
    var hints = addrinfo()
    hints.ai_flags = flags
    hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &list) == 0, let list else { return nil }
    defer { freeaddrinfo(list) }
    let address = list.pointee
    let descriptor = socket(
      address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), address.ai_protocol)
    guard descriptor >= 0 else { return nil }
    guard Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }
}
