import TestSupport
import Testing

@Suite("Celery from the command line")
struct CeleryTests {
  private func workspace(_ url: String) throws -> Workspace {
    let home = try Workspace()
    try home.write(
      """
      [celery]
      broker = "\(url)"
      queue = "billing"
      [handlers.pay_bill]
      celery = "billing.PayBill"
      """, to: "config/triggertop/config.toml")
    return home
  }

  @Test("With a broker out of reach nothing is sent, and it is told why")
  func unreachable() async throws {
    let home = try workspace("redis://:secret@127.0.0.1:1/0")
    let run = try await home.triggertop("celery", "process_triggers")
    #expect(run.status == 69)
    #expect(!run.errors.contains("secret"))
    #expect(try await home.triggertop("check").output.contains(/broker +failed/))
  }

  @Test("Workers can be asked for django-triggers' own tasks", arguments: ["process_triggers", "clean_triggers"])
  func asking(task: String) async throws {
    let url = try await RedisServer.shared().freshDatabase()
    let run = try await workspace(url).triggertop("celery", task)
    #expect(run.status == 0)
    #expect(try await RedisServer.command("LINDEX", "billing", "0", at: url).contains("djtriggers.tasks.\(task)"))
  }

  @Test("Without a broker it says what to configure")
  func noBroker() async throws {
    let run = try await Workspace().triggertop("celery", "process_triggers")
    #expect(run.status == 78)
    #expect(run.errors.contains("[celery]"))
  }
}
