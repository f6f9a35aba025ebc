import TestSupport
import Testing
import TriggerCore

@testable import TriggerSQLite

@Suite("Wake-ups", .waiting)
struct WakeupTests {
  @Test("Firing wakes everybody who listens, once for signals nobody fetched")
  func firing() async throws {
    let store = SQLiteStore.inMemory()
    var (first, second) = (store.wakeups().makeAsyncIterator(), store.wakeups().makeAsyncIterator())
    for _ in 0..<3 { try await store.fire([NewTrigger(type: "pay_bill")], now: nil) }
    #expect(await first.next() != nil)
    #expect(await second.next() != nil)
  }

  @Test("A listener that has gone is forgotten")
  func gone() async throws {
    let store = SQLiteStore.inMemory()
    let listener = Task { for await _ in store.wakeups() {} }
    listener.cancel()
    await listener.value
    #expect(try await store.fire([NewTrigger(type: "pay_bill")], now: nil).count == 1)
  }
}
