import TestSupport
import Testing
import TriggerCore

@testable import TriggerRedis

@Suite("When the broker fails, the Celery dispatcher", .heavy) struct CeleryFaultTests {
  @Test("claims nothing while it is out of reach")
  func outage() async throws {
    let server = try await RedisServer.dedicated()
    let bench = try await CeleryBench(url: server.url())
    try await bench.fire()
    try await server.kill()
    await #expect(throws: StoreError.self) { try await bench.dispatcher.sendDue() }
    #expect(try await bench.claims() == 0)
  }

  @Test("gives back at once what it could not send")
  func refused() async throws {
    let server = try await RedisServer.dedicated()
    let bench = try await CeleryBench(url: server.url(), dispatcherURL: server.url(login: "narrow:pw@"))
    try await bench.run(["ACL", "SETUSER", "narrow", "on", ">pw", "~*", "+@all", "-lpush"])
    try await bench.fire(2)
    let error = await #expect(throws: StoreError.self) { try await bench.dispatcher.sendDue() }
    guard case .notPermitted? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try await bench.claims() == 0)
    #expect(await bench.dispatcher.status.outstanding == 0)
  }

  @Test("does not send twice what may have arrived, though nobody said so")
  func unanswered() async throws {
    let server = try await RedisServer.dedicated()
    let bench = try await CeleryBench(url: server.url())
    try await bench.fire(2)
    bench.store.hold(.records)
    let sending = Task { try await bench.dispatcher.sendDue() }
    await bench.store.called(.records, times: 1)
    try await server.suspend()
    bench.store.letGo(.records)
    await #expect(throws: StoreError.self) { try await sending.value }
    try await server.resume()
    #expect(try await bench.awaitMessage()?.arguments == #"[1,"billing","PayBill"]"#)
    #expect(try await bench.receiveAll() == [#"[2,"billing","PayBill"]"#])
    #expect(try await bench.dispatcher.sendDue() == 0)
    #expect(await bench.dispatcher.status.outstanding == 2)
  }

  @Test("gives back what it could not read")
  func unreadable() async throws {
    let bench = try await CeleryBench.fresh()
    try await bench.fire()
    bench.store.fail(.records, times: 1)
    await #expect(throws: StoreError.self) { try await bench.dispatcher.sendDue() }
    #expect(try await bench.claims() == 0)
    #expect(try await bench.dispatcher.sendDue() == 1)
  }
}
