import Glibc
import Metrics
import StatsdMetrics
import Testing

@Suite("statsd over UDP") struct StatsdMetricsTests {
  let listener = UDPListener()

  func factory(prefix: String = "") -> StatsdMetrics {
    StatsdMetrics(host: "127.0.0.1", port: listener.port, prefix: prefix)
  }

  @Test("a counter, a recorder and a timer look as django-triggers' packets do")
  func packets() {
    Counter(label: "triggers.pay_bill.processed", factory: factory()).increment()
    #expect(listener.receive() == "triggers.pay_bill.processed:1|c")
    Recorder(label: "triggers.pay_bill.process_delay_seconds", factory: factory()).record(90.598108)
    #expect(listener.receive() == "triggers.pay_bill.process_delay_seconds:90.598108|ms")
    Timer(label: "run", factory: factory()).recordMilliseconds(12)
    #expect(listener.receive() == "run:12.0|ms")
  }

  @Test("a type that holds separators can't make up packets of its own")
  func hostileNames() {
    Counter(label: "triggers.a:9|c\nb.failed", factory: factory(prefix: "app")).increment()
    #expect(listener.receive() == "app.triggers.a_9_c_b.failed:1|c")
  }
}

/// A socket on a free port of this machine.
struct UDPListener {
  let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
  let port: UInt16

  init() {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    var limit = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    port = withUnsafeMutableBytes(of: &address) { [descriptor] bytes in
      let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
      guard let pointer, bind(descriptor, pointer, length) == 0, getsockname(descriptor, pointer, &length) == 0 else {
        return 0
      }
      return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
    }
  }

  /// The next packet, or nil after five seconds.
  func receive() -> String? {
    var buffer = [UInt8](repeating: 0, count: 1_500)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}
