import TestSupport
import Testing

@Suite("Celery from the command line", .heavy)
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
    let home = try workspace(url)
    #expect(try await home.triggertop("check").output.contains(/broker +good .* 0 messages wait in billing/))
    let run = try await home.triggertop("celery", task)
    #expect(run.status == 0)
    #expect(try await RedisServer.command("LINDEX", "billing", "0", at: url).contains("djtriggers.tasks.\(task)"))
    #expect(try await home.triggertop("check").output.contains(/broker +good .* 1 message waits in billing/))
  }

  @Test("Without a broker it says what to configure")
  func noBroker() async throws {
    let run = try await Workspace().triggertop("celery", "process_triggers")
    #expect(run.status == 78)
    #expect(run.errors.contains("[celery]"))
  }

  @Test("What is sent, and what hinders it, is printed; statsd is asked for where it is configured here")
  func sending() async throws {
    let url = try await RedisServer.shared().freshDatabase()
    let home = try workspace(url)
    for _ in 1...2 { _ = try await home.triggertop("fire", "pay_bill") }
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await tmux.enter("export TRIGGERTOP_STATSD_HOST=127.0.0.1 DJTRIGGERS_CELERY_TASK_MAX_RETRIES=4")
      try await tmux.enter("\(ProgramRun.triggertop) process; echo status $?")
      try await tmux.wait(for: "Sending to Celery's queue billing has begun.")
      try await tmux.wait(for: "Sent 2 triggers to Celery's queue billing.")
      try await tmux.press("C-c")
      try await tmux.wait(for: "status 0")
      try await tmux.wait(for: "has ended; 2")
    }
    let message = try await RedisServer.command("LINDEX", "billing", "0", at: url)
    #expect(message.contains("'use_statsd': True"))
    #expect(message.contains(#""max_retries":4"#))
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await tmux.enter("\(ProgramRun.triggertop) retry 1; echo status $?")
      try await tmux.wait(for: "1 of them sent to Celery: the message may still be in the queue")
      try await tmux.type("y")
      try await tmux.press("Enter")
      try await tmux.wait(for: "status 0")
    }
    #expect(try await !home.triggertop("show", "1").output.contains(/sent +to Celery/))
    #expect(try await home.triggertop("show", "2").output.contains(/sent +to Celery/))
  }
}
