import Foundation
import TestSupport
import Testing

@Suite("Smoke: every subcommand of the release program", .heavy)
struct SubcommandSmokeTests {
  /// One or more runs of each, in the order of its reader: those that change something come last.
  private static let cases: [(arguments: [String], full: Set<Int32>)] = [
    (["dashboard"], [0]),
    (["list"], [0]), (["list", "--json", "--limit", "0", "--sort", "due"], [0]),
    (["list", "pay", "state:failed"], [0]),
    (["show", "3"], [0]), (["show", "3", "4", "--json"], [0]),
    (["config"], [0]), (["config", "--json"], [0]),
    (["check"], [0, 1]), (["check", "--json"], [0, 1]),
    (["demo"], [64]),
    (["celery", "process_triggers"], [78]), (["celery", "clean_triggers"], [78]),
    (["unlock"], [78]),
    (["migrate", "--dry-run"], [0]), (["migrate", "--indexes", "--notify", "--dry-run"], [0, 64]),
    (["fire", "job", "--source", "a", "--after", "+2h", "--json"], [0]),
    (["retry", "4", "14", "--yes"], [0]), (["retry", "state:failed", "--limit", "5", "--yes", "--json"], [0]),
    (["reschedule", "6", "--to", "tomorrow 09:00", "--yes"], [0]),
    (["reschedule", "id:6-60", "--to", "due+2h", "-n"], [0]),
    (["edit", "15", "amount=6", "--yes"], [0]),
    (["delete", "7", "17", "--yes"], [0]), (["delete", "type:send_mail", "--dry-run"], [0]),
    (["undo"], [0, 78]), (["undo", "1", "--dry-run"], [0, 78]), (["undo", "1", "--yes"], [0, 78]),
    (["process", "--once", "--claims-only"], [0, 78]),
    (["process", "--id", "5", "--force", "--claims-only"], [0, 78]),
    (["clean", "--dry-run"], [0]), (["clean", "--yes"], [0]),
    (["migrate"], [0]), (["migrate", "--notify"], [0, 64]),
  ]

  private static let documented: Set<Int32> = [0, 1, 2, 64, 65, 69, 75, 77, 78]

  /// From the program itself, without `help`, which the argument parser adds.
  private func subcommands() async throws -> Set<String> {
    let run = try await Workspace().triggertop("--experimental-dump-help")
    let dump = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let all = try #require((dump["command"] as? [String: Any])?["subcommands"] as? [[String: Any]])
    return Set(all.compactMap { $0["commandName"] as? String }).subtracting(["help"])
  }

  @Test("Each that there is, is run here")
  func complete() async throws {
    #expect(try await subcommands() == Set(Self.cases.map { $0.arguments[0] }))
  }

  @Test(
    "Each ends by an exit code that README knows, and says why where it is above 1",
    arguments: SmokeQueue.Database.allCases, SmokeQueue.Content.allCases)
  func runs(_ database: SmokeQueue.Database, _ content: SmokeQueue.Content) async throws {
    let queue = try await SmokeQueue(database, content)
    for (arguments, full) in Self.cases {
      let run = try await ProgramRun.triggertop(arguments, environment: queue.environment)
      let told: Comment = "\(arguments) ended with \(run.status): \(run.output.prefix(300)) \(run.errors)"
      #expect((content == .full ? full : Self.documented).contains(run.status), told)
      #expect(run.status < 2 || !(run.output + run.errors).isEmpty, told)
    }
  }
}
