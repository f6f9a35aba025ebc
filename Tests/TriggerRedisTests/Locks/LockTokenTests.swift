import Testing
import TriggerCore

@testable import TriggerRedis

@Suite("A lock's token") struct LockTokenTests {
  @Test("made by redis-py tells when and where it was made")
  func readsPython() {
    let token = LockToken(hex: "096ce5b0e6ec11f1afbf02fc00000001")
    #expect(token.nodeDigits == "02fc00000001")
    #expect(token.since?.iso8601 == "2026-11-23T03:14:46.999800Z")
  }

  @Test("of ours is a version-1 UUID of now, and no two are alike")
  func fresh() throws {
    let before = Instant.now
    let tokens = (0..<1_000).map { _ in LockToken.fresh() }
    let after = Instant.now
    #expect(Set(tokens).count == 1_000)
    for token in tokens {
      let since = try #require(token.since)
      #expect(since >= before - .milliseconds(1) && since <= after + .milliseconds(1))
      #expect(token.hex.utf8.count == 32)
    }
  }

  @Test(
    "that is no version-1 UUID tells nothing",
    arguments: ["", "hello", String(repeating: "g", count: 32), String(repeating: "4", count: 32)])
  func foreign(_ hex: String) {
    #expect(LockToken(hex: hex).since == nil)
  }
}
