import DriverContracts
import TestSupport
import Testing

@Suite("PostgreSQL keeps the rules of stores", .heavy)
struct PostgresContractTests {
  @Test("Ids as Django makes them today", arguments: StoreRule.all)
  func identity(rule: StoreRule) async throws {
    try await rule.check(try await PostgresFixture(.identity))
  }

  @Test(
    "Ids of older Django versions, further columns; triggertop's indexes, by which other statements are chosen",
    arguments: StoreRule.all
  )
  func serialIndexed(rule: StoreRule) async throws {
    try await rule.check(try await PostgresFixture(.serial, indexed: true, crowded: true))
  }

  @Test("Ids of 64 bits", arguments: StoreRule.all)
  func bigint(rule: StoreRule) async throws {
    try await rule.check(try await PostgresFixture(.bigint))
  }
}
