import Dispatch
import Glibc
import Synchronization

/// A way to a port of this machine that may forget the connections through it: what is sent on them then goes nowhere,
/// and neither end is told.
public final class ForgetfulRouter: Sendable {
  public let port: Int
  private let listener: Int32
  private let target: Int
  private let forgotten = Atomic(0)

  public init(to target: Int) throws {
    self.target = target
    (listener, port) = try boundSocket()
    guard listen(listener, 64) == 0 else { throw ServerFailure(description: "No listening socket: \(errno)") }
    DispatchQueue(label: "router").async { [listener, weak self] in
      while case let client = accept(listener, nil, nil), client >= 0 {
        guard let self else { return }
        self.connect(client)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// All connections so far; new ones work.
  public func forget() { forgotten.add(1, ordering: .sequentiallyConsistent) }

  private func connect(_ client: Int32) {
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    address.sin_port = UInt16(target).bigEndian
    let isConnected = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    let age = forgotten.load(ordering: .sequentiallyConsistent)
    let ways = DispatchGroup()
    for (from, to) in isConnected ? [(client, server), (server, client)] : [] {
      DispatchQueue(label: "router's way").async(group: ways) { self.carry(from, to, age) }
    }
    ways.notify(queue: .global()) {
      close(client)
      close(server)
    }
  }

  /// Until the first end closes.
  private func carry(_ from: Int32, _ to: Int32, _ age: Int) {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while case let count = read(from, &bytes, bytes.count), count > 0 {
      guard forgotten.load(ordering: .sequentiallyConsistent) == age else { continue }
      var sent = 0
      while sent < count {
        let more = bytes.withUnsafeBytes { send(to, $0.baseAddress! + sent, count - sent, Int32(MSG_NOSIGNAL)) }
        if more <= 0 { return }
        sent += more
      }
    }
    if forgotten.load(ordering: .sequentiallyConsistent) == age { shutdown(to, Int32(SHUT_WR)) }
  }
}
