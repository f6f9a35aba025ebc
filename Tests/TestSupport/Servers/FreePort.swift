import Glibc

/// A TCP port on 127.0.0.1 that nobody had a moment ago.
func freePort() throws -> Int {
  let (descriptor, port) = try boundSocket()
  close(descriptor)
  return port
}

/// A TCP socket on a port of 127.0.0.1 that nobody else has.
func boundSocket() throws -> (descriptor: Int32, port: Int) {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  guard descriptor >= 0 else { throw ServerFailure(description: "No socket: \(errno)") }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
    }
  }
  guard isBound else {
    close(descriptor)
    throw ServerFailure(description: "No free port on 127.0.0.1: \(errno)")
  }
  return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
}
