import Foundation
import TestSupport
import Testing

@Suite("Running a trigger by name", .heavy)
struct ProcessByNameTests {
  @Test("One trigger that six ask for is run once; what is processed is run again by --force only")
  func askedForByMany() async throws {
    let home = try ProcessTests.home("echo \"forced $TRIGGER_FORCED\" >> \"$1/runs\"\n")
    _ = try await home.triggertop("fire", "job")
    let statuses = try await withThrowingTaskGroup(of: Int32.self) { group in
      for _ in 1...6 { group.addTask { try await home.triggertop("process", "--id", "1").status } }
      return try await group.reduce(into: [Int32]()) { $0.append($1) }
    }
    #expect(statuses.count { $0 == 0 } == 1)
    #expect(statuses.allSatisfy { [0, 1, 75].contains($0) }, "\(statuses)")
    #expect(try String(contentsOfFile: home.path("runs"), encoding: .utf8) == "forced 0\n")
    #expect(try await home.triggertop("process", "--id", "1", "--force").status == 0)
    #expect(try String(contentsOfFile: home.path("runs"), encoding: .utf8) == "forced 0\nforced 1\n")
  }

  @Test("A run by name tells what any run does: the library's sentence, or one JSON object an event")
  func namedRunTells() async throws {
    let home = try ProcessTests.home("echo 'no space left' >&2; exit 1\n")
    _ = try await home.triggertop("fire", "job")
    let run = try await home.triggertop("process", "--id", "1")
    #expect(run.status == 1)
    #expect(run.errors.contains("Processing of job 1 raised a Exit 1 (try nr. 1)"))
    let events = try await home.triggertop("process", "--id", "1", "--force", "--json")
    let lines = try events.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(lines.contains { $0["event"] as? String == "failed" && $0["id"] as? Int == 1 })
  }

  @Test("The exit code of a run by name tells what kept it from running")
  func namedRunStatuses() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders", schema: .identity)
    let redis = try await RedisServer.shared().freshDatabase()
    let home = try ProcessTests.home("exit 0\n")
    _ = try await home.triggertop("fire", "job", "--database", url)
    func status(_ arguments: [String], redis: String? = nil) async throws -> Int32 {
      let environment = home.environment.merging(redis.map { ["DJTRIGGERS_REDIS_URL": $0] } ?? [:]) { $1 }
      return try await ProgramRun.triggertop(["process", "--database", url] + arguments, environment: environment)
        .status
    }
    #expect(try await status(["--id", "1", "--claims-only"]) == 78)
    _ = try await home.triggertop("migrate", "--database", url)
    #expect(try await status(["--id", "1"], redis: "redis://127.0.0.1:1/0") == 69)
    try await RedisServer.command("SET", "djtriggers-1", "096ce5b0e6ec11e1afbf02fc00000001", at: redis)
    #expect(try await status(["--id", "1"], redis: redis) == 75)
    #expect(try await status(["--id", "9"], redis: redis) == 1)
    #expect(try await server.execute("SELECT number_of_tries FROM djtriggers_trigger", at: url) == [["0"]])
  }

  @Test("SIGTERM lets a run by name come to its end; a second one hands it back")
  func namedDrain() async throws {
    let home = try ProcessTests.home("echo $$ > \"$1/began\"; : < \"$1/go\"\n", pipes: ["began", "go"])
    _ = try await home.triggertop("fire", "job")
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await tmux.enter("\(ProgramRun.triggertop) process --id 1; echo status $?")
      let handler = try await home.read("began")
      try await tmux.press("C-c")
      try await tmux.wait(for: "draining")
      try await tmux.press("C-c")
      try await tmux.wait(for: "status 75")
      try await tmux.enter("clear; kill -0 \(handler); echo gone $?")
      try await tmux.wait(for: "gone 1")
      #expect(try await home.triggertop("show", "1", "--json").output.contains(#""number_of_tries":0"#))

      // Nobody holds it any more.
      try await tmux.enter("clear; \(ProgramRun.triggertop) process --id 1; echo status $?")
      _ = try await home.read("began")
      try await tmux.press("C-c")
      try await tmux.wait(for: "draining")
      try await home.open("go")
      try await tmux.wait(for: "status 0")
    }
    #expect(try await home.triggertop("list", "state:succeeded", "--json").output.contains(#""id":1"#))
  }
}
