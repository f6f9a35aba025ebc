import DriverContracts
import TestSupport
import Testing

@Suite("Redis locks keep every rule of a lock", .waiting)
struct RedisLockContractTests {
  @Test("in a database of their own", arguments: LockRule.all)
  func keeps(_ rule: LockRule) async throws { try await rule.check(try await RedisLockFixture.fresh()) }
}
