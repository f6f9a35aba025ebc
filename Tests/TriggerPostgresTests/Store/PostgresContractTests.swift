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
    "Ids of 64 bits, further columns; triggertop's indexes, by which other statements are chosen",
    arguments: StoreRule.all
  )
  func bigintIndexed(rule: StoreRule) async throws {
    try await rule.check(try await PostgresFixture(.bigint, indexed: true, crowded: true))
  }

  @Test("Ids of older Django versions, wherever they are given or written", arguments: StoreRule.writingIDs)
  func serial(rule: StoreRule) async throws {
    try await rule.check(try await PostgresFixture(.serial))
  }
}
