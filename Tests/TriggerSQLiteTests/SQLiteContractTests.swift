import DriverContracts
import Testing

@Suite("SQLite keeps every rule of a store")
struct SQLiteContractTests {
  @Test("in memory", arguments: StoreRule.all)
  func memory(_ rule: StoreRule) async throws { try await rule.check(await MemoryFixture()) }

  @Test("in a file of its own", arguments: StoreRule.all)
  func ownFile(_ rule: StoreRule) async throws { try await rule.check(await FileFixture.own()) }

  @Test("in Django's file", arguments: StoreRule.all)
  func djangoFile(_ rule: StoreRule) async throws { try await rule.check(await FileFixture.django(migrated: true)) }
}
