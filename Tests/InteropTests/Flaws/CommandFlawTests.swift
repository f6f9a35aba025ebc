import Foundation
import TestSupport
import Testing
import TriggerCore

@Suite("Flaws of management commands", .heavy) struct CommandFlawTests {
  @Test("flaw 13: none of the library's management commands works; each has one of ours that does its work")
  func commands() async throws {
    let queue = try await Neighbours.fresh(.identity)
    let python = try await queue.project.session()
    let due = try await python.call("fire", "Breakfast", 1).ids
    let later = try await TriggerQueue(store: queue.store).fire(Breakfast(), after: .now + .hours(1))
    let failures = try await python.call("command_failures")
    #expect(failures == ["clean_triggers": "ImportError", "process_triggers": "ImportError"])

    let listener = UDPListener()
    let home = try Workspace()
    try home.write(
      """
      database = "\(queue.database.address)"
      redis_url = "\(queue.redisURL)"
      [handlers.breakfast]
      command = ["/bin/true"]
      [statsd]
      host = "127.0.0.1"
      port = \(listener.port)
      """, to: "config/triggertop/config.toml")
    #expect(try await home.triggertop("migrate").status == 0)
    // process_triggers --use-statsd
    let processed = try await home.triggertop("process", "--once")
    #expect(processed.status == 0, "\(processed.errors)")
    #expect(await listener.receive() == "triggers.breakfast.processed:1|c")
    let row = try await python.call("show", .integer(due[0]))
    #expect(row["successful"] == true && row["number_of_tries"] == 0)
    #expect(try await python.call("show", .integer(later))["date_processed"] == nil)

    // clean_triggers
    try await python.call("age", 100)
    #expect(try await home.triggertop("clean", "--yes").output == "clean: 1 removed\n")
    #expect(try await python.call("show", .integer(due[0])) == nil)
    #expect(try await python.call("show", .integer(later))["id"] == .integer(later))
  }
}
