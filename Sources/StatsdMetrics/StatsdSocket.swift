import Glibc

/// UDP sockets that know their peer.
enum StatsdSocket {
  /// Blocks the calling thread while the name is resolved.
  ///
  /// - Parameter flags: of `getaddrinfo`.
  /// - Returns: nil where the host has no address, or none is left for it here.
  static func connect(_ host: String, _ port: UInt16, flags: Int32) -> Int32? {
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
