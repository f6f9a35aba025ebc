import Metrics
import TestSupport
import Testing

@testable import StatsdMetrics

@Suite("statsd over UDP", .waiting) struct StatsdMetricsTests {
  let listener = UDPListener()

  func factory(prefix: String = "") -> StatsdMetrics {
    StatsdMetrics(host: "127.0.0.1", port: listener.port, prefix: prefix)
  }

  @Test("a counter, a recorder and a timer look as django-triggers' packets do")
  func packets() async {
    Counter(label: "triggers.pay_bill.processed", factory: factory()).increment()
    #expect(await listener.receive() == "triggers.pay_bill.processed:1|c")
    Recorder(label: "triggers.pay_bill.process_delay_seconds", factory: factory()).record(90.598108)
    #expect(await listener.receive() == "triggers.pay_bill.process_delay_seconds:90.598108|ms")
    Timer(label: "run", factory: factory()).recordMilliseconds(12)
    #expect(await listener.receive() == "run:12.0|ms")
  }

  @Test("where nobody listens, or the host has no address, nothing waits and nothing is thrown")
  func deaf() async {
    for host in ["127.0.0.1", "nowhere.invalid"] {
      let counter = Counter(label: "triggers.pay_bill.processed", factory: StatsdMetrics(host: host, port: 1))
      for _ in 1...10_000 { counter.increment() }
    }
    Counter(label: "after", factory: factory()).increment()
    #expect(await listener.receive() == "after:1|c")
  }

  @Test("metrics that come together share a packet, as many as an Ethernet frame holds; the rest goes at the end")
  func gathered() async throws {
    let factory = factory()
    let counter = Counter(label: "triggers.pay_bill.processed", factory: factory)
    for _ in 1...100 { counter.increment() }
    factory.flush()
    var lines: [Substring] = []
    var packets = 0
    while lines.count < 100 {
      let packet = try #require(await listener.receivePacket())
      #expect(packet.utf8.count <= 1_432)
      lines += packet.split(separator: "\n", omittingEmptySubsequences: false)
      packets += 1
    }
    #expect(lines == Array(repeating: "triggers.pay_bill.processed:1|c", count: 100))
    // Three, unless a pause in between has sent some early.
    #expect(packets < 100)
  }

  @Test("a host that answers no more is looked up again")
  func moved() async throws {
    let port = listener.port
    // Nobody listens there.
    let first = StatsdSocket.connect("127.0.0.1", 1, flags: 0)
    let sender = StatsdSender(first, retrial: .zero) { StatsdSocket.connect("127.0.0.1", port, flags: 0) }
    // The refusal of one is told with the next.
    for _ in 1...2 {
      sender.send("lost:1|c")
      sender.flush()
    }
    sender.resolving.sync {}
    sender.send("a:1|c")
    sender.flush()
    #expect(await listener.receive() == "a:1|c")
  }

  @Test("a type that holds separators can't make up packets of its own")
  func hostileNames() async {
    Counter(label: "triggers.a:9|c\nb.failed", factory: factory(prefix: "app")).increment()
    #expect(await listener.receive() == "app.triggers.a_9_c_b.failed:1|c")
  }
}
