import Foundation
import TestSupport
import Testing

@Suite("triggertop check", .heavy)
struct CheckTests {
  @Test("On a queue of one's own all is good, a line a check")
  func own() async throws {
    let run = try await Workspace().triggertop("check")
    #expect(run.status == 0)
    let names = ["database", "side tables", "clock", "orphaned claims", "types", "handlers"]
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == names.count + 1)
    for (line, name) in zip(lines.dropFirst(), names) {
      #expect(line.hasPrefix(name))
      #expect(line.contains(" good "), "\(line)")
    }
  }

  @Test("What is missing is a warning with its remedy; types that nobody handles too")
  func warnings() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders", schema: .identity)
    let home = try Workspace()
    try await server.execute(
      "INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries) VALUES ('pay_bill', now(), 0)",
      at: url)
    let bare = try await home.triggertop("check", "--database", url)
    #expect(bare.status == 0)
    #expect(bare.output.contains(/side tables +warning .*triggertop migrate/))
    #expect(bare.output.contains(/indexes +warning +triggertop_due, .*--indexes/))
    #expect(bare.output.contains(/types +warning .*pay_bill/))
    #expect(bare.output.contains(/tables +good/))
    try await server.execute("CREATE ROLE peeker LOGIN; GRANT SELECT ON djtriggers_trigger TO peeker", at: url)
    let peeker = url.replacing("postgres@", with: "peeker@")
    let peek = try await home.triggertop("check", "--database", peeker)
    #expect(peek.output.contains(/\ntables +warning .*billing_paybill, which role peeker may not read: GRANT SELECT;/))
    _ = try await home.triggertop("migrate", "--database", url)
    #expect(try await home.triggertop("check", "--database", url).output.contains(/side tables +good/))
    _ = try await home.triggertop("migrate", "--indexes", "--database", url)
    #expect(try await home.triggertop("check", "--database", url).output.contains(/indexes +good/))
  }

  @Test("A variable that sets nothing is a warning, with the name that was likely meant")
  func variables() async throws {
    let run = try await Workspace().triggertop(
      "check", environment: ["TRIGGERTOP_PROCESOR_LEASE": "5m", "DJTRIGGERS_ELSEWHERE": "1"])
    #expect(run.status == 0)
    #expect(
      run.output.contains(
        /variables +warning .*DJTRIGGERS_ELSEWHERE, TRIGGERTOP_PROCESOR_LEASE \(did you mean TRIGGERTOP_PROCESSOR_LEASE\?\)\./
      ))
  }

  @Test("What is out of reach fails, in one sentence without a password, and the exit code says so")
  func unreachable() async throws {
    let run = try await Workspace().triggertop(
      "check", "--json", "--database", "postgresql://app:secret@127.0.0.1:1/orders",
      environment: ["DJTRIGGERS_REDIS_URL": "redis://:secret@127.0.0.1:1/0"])
    #expect(run.status == 1)
    #expect(!run.output.contains("secret"))
    let entries = try run.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
    }
    let failed = entries.filter { $0["status"] == "failed" }.compactMap { $0["name"] }
    #expect(failed.contains("database"))
    #expect(failed.contains("redis"))
    #expect(!failed.contains("handlers"))
  }

  @Test("A lock that a killed Python worker left is found, listed, and released by its id only")
  func stuckLock() async throws {
    let home = try Workspace()
    let url = try await RedisServer.shared().freshDatabase()
    let environment = ["DJTRIGGERS_REDIS_URL": url]
    try await RedisServer.command("SET", "djtriggers-7", "096ce5b0e6ec11e1afbf02fcdeadbe01", at: url)
    try await RedisServer.command("SET", "djtriggers-8", "096ce5b0e6ec11e1afbf02fcdeadbe01", "PX", "600000", at: url)

    let check = try await home.triggertop("check", environment: environment)
    #expect(check.status == 0)
    #expect(check.output.contains(/stuck locks +warning +1 held for over 15m or .*: 7;/))
    let list = try await home.triggertop("unlock", environment: environment)
    #expect(list.output.contains(/7 .*02:fc:de:ad:be:01/))
    #expect(!list.output.contains(/\n *8\b/))

    #expect(try await home.triggertop("unlock", "7", environment: environment).status == 64)
    let released = try await home.triggertop("unlock", "7", "8", "--yes", environment: environment)
    #expect(released.status == 2)
    #expect(released.output == "unlock: 1 released\n")
    #expect(released.errors.contains("8: its lock ends by itself"))
    #expect(try await RedisServer.command("KEYS", "*", at: url) == "djtriggers-8")
  }

  @Test("A key at a lock's name that is no lock is told of, and never removed")
  func noLock() async throws {
    let home = try Workspace()
    let url = try await RedisServer.shared().freshDatabase()
    let environment = ["DJTRIGGERS_REDIS_URL": url]
    _ = try await home.triggertop("fire", "job")
    try await RedisServer.command("LPUSH", "djtriggers-1", "x", at: url)
    let unlock = try await home.triggertop("unlock", "1", "--yes", environment: environment)
    #expect(unlock.status == 1)
    #expect(unlock.errors == "1: the key djtriggers-1 holds a list, no lock; remove it by hand\n")
    let shown = try await home.triggertop("show", "1", environment: environment)
    #expect(shown.output.contains(/lock +the key djtriggers-1 holds a list/))
    let retried = try await home.triggertop("retry", "1", "--yes", environment: environment)
    #expect(retried.errors.contains("holds a list, no lock"), "\(retried.output) \(retried.errors)")
    #expect(try await RedisServer.command("EXISTS", "djtriggers-1", at: url) == "1")
  }

  @Test("What a Python worker is at is not edited; when it has given back its key, it is")
  func lockedData() async throws {
    let home = try Workspace()
    let url = try await RedisServer.shared().freshDatabase()
    let environment = ["DJTRIGGERS_REDIS_URL": url]
    _ = try await home.triggertop("fire", "job", "--data", #"{"amount": 5}"#)
    try await RedisServer.command("SET", "djtriggers-1", "096ce5b0e6ec11e1afbf02fcdeadbe01", at: url)
    let refused = try await home.triggertop("edit", "1", "amount=6", "--yes", environment: environment)
    #expect(refused.status != 0 && refused.errors.contains("lock"), "\(refused.errors)")
    #expect(try await home.triggertop("show", "1", "--json").output.contains(#""amount":5"#))
    try await RedisServer.command("DEL", "djtriggers-1", at: url)
    #expect(try await home.triggertop("edit", "1", "amount=6", "--yes", environment: environment).status == 0)
    #expect(try await home.triggertop("show", "1", "--json").output.contains(#""amount":6"#))
    #expect(try await RedisServer.command("KEYS", "*", at: url) == "")
  }

  @Test("A Redis user who may take locks and not give them back fails the check, and the check leaves none")
  func oneWay() async throws {
    let server = try await RedisServer.dedicated()
    try await RedisServer.command(
      "ACL", "SETUSER", "narrow", "on", ">pw", "~*", "+@all", "-evalsha", "-eval", at: server.url())
    let home = try Workspace()
    let bad = try await home.triggertop("check", environment: ["DJTRIGGERS_REDIS_URL": server.url(login: "narrow:pw@")])
    #expect(bad.status == 1)
    #expect(bad.output.contains(/redis +failed .*gives locks, but does not renew them or take them back/))
    try await RedisServer.command("FLUSHALL", at: server.url())
    let good = try await home.triggertop("check", environment: ["DJTRIGGERS_REDIS_URL": server.url()])
    #expect(good.output.contains(/redis +good .*gives locks and takes them back/))
    #expect(try await RedisServer.command("KEYS", "*", at: server.url()) == "")
  }
}
