import Foundation
import TestSupport
import Testing

@Suite("Working a queue off by commands")
struct ProcessTests {
  /// A home whose handler for `job` runs a shell script.
  private func home(_ script: String, further: String = "") throws -> Workspace {
    let home = try Workspace()
    let path = try home.write(script, to: "job.sh")
    try home.write(
      "[handlers.job]\ncommand = [\"/bin/sh\", \"\(path)\", \"\(home.directory.path)\"]\n" + further,
      to: "config/triggertop/config.toml")
    return home
  }

  @Test("What is due is run with the trigger on stdin, and the outcome recorded")
  func success() async throws {
    let home = try home("cat > \"$1/seen.json\"; test \"$TRIGGER_SOURCE\" = 'a$1'\n")
    _ = try await home.triggertop("fire", "job", "--source", "a", "--source", "1", "--data", #"{"amount": 5}"#)
    _ = try await home.triggertop("fire", "other")
    let run = try await home.triggertop("process", "--once")
    #expect(run.status == 0, "\(run.errors)")
    let seen = try String(contentsOfFile: home.path("seen.json"), encoding: .utf8)
    #expect(seen.contains(#""data":{"amount":5}"#))
    #expect(try await home.triggertop("list", "state:succeeded", "--json").output.contains(#""id":1"#))
    #expect(try await home.triggertop("list", "state:pending", "--json").output.contains(#""id":2"#))
  }

  @Test("A failure keeps its stderr and backs off; --force runs it at once")
  func failure() async throws {
    let home = try home("test -e \"$1/repaired\" || { echo 'no space left' >&2; exit 1; }\n")
    _ = try await home.triggertop("fire", "job")
    #expect(try await home.triggertop("process", "--once").status == 0)
    let shown = try await home.triggertop("show", "1")
    #expect(shown.output.contains("no space left"))
    #expect(shown.output.contains("failing"))

    #expect(!(try await home.triggertop("show", "1", "--json").output.contains(#""process_after":null"#)))

    _ = try await home.triggertop("reschedule", "1", "--to", "+2h", "--yes")
    #expect(try await home.triggertop("process", "--id", "1").status == 75)
    try home.write("", to: "repaired")
    let forced = try await home.triggertop("process", "--id", "1", "--force")
    #expect(forced.output == "1: succeeded\n")
    #expect(try await home.triggertop("process", "--id", "1").status == 1)
  }

  @Test("One trigger that six ask for is run once; what is processed is run again by --force only")
  func askedForByMany() async throws {
    let home = try home("echo \"forced $TRIGGER_FORCED\" >> \"$1/runs\"\n")
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
    let home = try home("echo 'no space left' >&2; exit 1\n")
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

  @Test("With PythonLogger results are lines of the log")
  func plainLog() async throws {
    let home = try home("echo 'paid 5'\n", further: "logger = \"PythonLogger\"\n")
    _ = try await home.triggertop("fire", "job")
    let run = try await home.triggertop("process", "--once")
    #expect(run.status == 0)
    #expect(run.errors.contains(" info job 1: paid 5\n"), "\(run.errors)")
  }

  @Test("The exit code of a run by name tells what kept it from running")
  func namedRunStatuses() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders", schema: .identity)
    let redis = try await RedisServer.shared().freshDatabase()
    let home = try home("exit 0\n")
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
    let home = try home("echo $$ > \"$1/began\"; while [ ! -e \"$1/go\" ]; do sleep 0.05; done\n")
    _ = try await home.triggertop("fire", "job")
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await tmux.enter("\(ProgramRun.triggertop) process --id 1; echo status $?")
      try await waitForFile(home.path("began"))
      try await tmux.press("C-c")
      try await tmux.wait(for: "draining")
      try await tmux.press("C-c")
      try await tmux.wait(for: "status 75")
      try await tmux.enter("clear; kill -0 $(cat '\(home.path("began"))'); echo gone $?")
      try await tmux.wait(for: "gone 1")
      try FileManager.default.removeItem(atPath: home.path("began"))
      #expect(try await home.triggertop("show", "1", "--json").output.contains(#""number_of_tries":0"#))

      // Nobody holds it any more.
      try await tmux.enter("clear; \(ProgramRun.triggertop) process --id 1; echo status $?")
      try await waitForFile(home.path("began"))
      try await tmux.press("C-c")
      try await tmux.wait(for: "draining")
      try home.write("", to: "go")
      try await tmux.wait(for: "status 0")
    }
    #expect(try await home.triggertop("list", "state:succeeded", "--json").output.contains(#""id":1"#))
  }

  @Test(
    "A result goes where the configured logger puts it",
    arguments: [
      ("DatabaseLogger", 1, 0), ("PythonLogger", 0, 1), ("TriggerLogger", 0, 0),
    ])
  func resultLogger(name: String, rows: Int, lines: Int) async throws {
    let home = try home("echo paid\n", further: "logger = \"\(name)\"\n")
    _ = try await home.triggertop("fire", "job")
    let run = try await home.triggertop("process", "--once", "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.split(separator: "\n").count { $0.contains("\"handlerLine\"") && $0.contains("paid") } == lines)
    let shown = try await home.triggertop("show", "1").output
    #expect(shown.matches(of: /(?m)^result +paid/).count == rows)
  }

  @Test("A program that is not there is refused at the start, with its place in the file")
  func missingProgram() async throws {
    let home = try Workspace()
    let path = try home.write(
      "[handlers.job]\ncommand = [\"/nowhere/pay\"]\n", to: "config/triggertop/config.toml")
    let run = try await home.triggertop("process")
    #expect(run.status == 78)
    #expect(run.errors.contains("\(path), line 2: handlers.job.command: There is no program /nowhere/pay"))
  }

  @Test("A queue that Django made is not processed without locks, unless it is said that no Python worker runs")
  func django() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders")
    let home = try home("exit 0\n")
    #expect(try await home.triggertop("migrate", "--database", url).status == 0)
    _ = try await home.triggertop("fire", "job", "--database", url)
    let refused = try await home.triggertop("process", "--once", "--database", url)
    #expect(refused.status == 78)
    #expect(refused.errors.contains("--claims-only"))
    #expect(try await home.triggertop("process", "--once", "--claims-only", "--database", url).status == 0)
    #expect(try await server.execute("SELECT successful FROM djtriggers_trigger", at: url) == [["t"]])
  }

  @Test("SIGTERM lets what runs come to its end, and begins nothing new")
  func drain() async throws {
    let home = try home("touch \"$1/began\"; while [ ! -e \"$1/go\" ]; do sleep 0.05; done\n")
    for _ in 1...2 { _ = try await home.triggertop("fire", "job") }
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await tmux.enter("\(ProgramRun.triggertop) process --concurrency 1; echo status $?")
      try await waitForFile(home.path("began"))
      try await tmux.press("C-c")
      try home.write("", to: "go")
      try await tmux.wait(for: "status 0")
    }
    #expect(try await home.triggertop("list", "state:succeeded", "--json").output.split(separator: "\n").count == 1)
    #expect(try await home.triggertop("list", "state:pending", "--json").output.split(separator: "\n").count == 1)
  }

  @Test("Killed in mid-work, nothing is lost: another processor takes over when the lease has run out")
  func killed() async throws {
    let home = try home(
      "echo $$ >> \"$1/began\"; [ \"$TRIGGER_TRIES\" -ge 1 ] || exec sleep 600\n",
      further: "[processor]\nlease = \"3s\"\nbackoff = \"none\"\n")
    _ = try await home.triggertop("fire", "job")
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await tmux.enter("\(ProgramRun.triggertop) process & pid=$!")
      try await waitForFile(home.path("began"))
      try await tmux.enter("kill -9 $pid; wait $pid; echo status $?")
      try await tmux.wait(for: "status 137")
      try await tmux.enter("clear; \(ProgramRun.triggertop) process --json | grep --line-buffered succeeded")
      try await tmux.wait(for: "\"succeeded\"", within: .seconds(30))
      try await tmux.press("C-c")
      // The killed processor's command, which nobody was left to stop.
      try await tmux.enter("clear; kill $(head -n 1 '\(home.path("began"))'); echo killed $?")
      try await tmux.wait(for: "killed 0")
    }
    let shown = try await home.triggertop("show", "1")
    #expect(shown.output.contains("ProcessorLost"))
    #expect(shown.output.contains(/state +succeeded/))
  }

  private func waitForFile(_ path: String) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while !FileManager.default.fileExists(atPath: path) {
      try #require(ContinuousClock.now < deadline, "\(path) was never made")
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
