import Foundation
import TestSupport
import Testing

@Suite("Working a queue off by commands", .heavy)
struct ProcessTests {
  @Test("What is due is run with the trigger on stdin, and the outcome recorded")
  func success() async throws {
    let home = try Self.home("cat > \"$1/seen.json\"; test \"$TRIGGER_SOURCE\" = 'a$1'\n")
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
    let home = try Self.home("test -e \"$1/repaired\" || { echo 'no space left' >&2; exit 1; }\n")
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

  @Test("With PythonLogger results are lines of the log")
  func plainLog() async throws {
    let home = try Self.home("echo 'paid 5'\n", further: "logger = \"PythonLogger\"\n")
    _ = try await home.triggertop("fire", "job")
    let run = try await home.triggertop("process", "--once")
    #expect(run.status == 0)
    #expect(run.errors.contains(" info job 1: paid 5\n"), "\(run.errors)")
  }

  @Test(
    "A result goes where the configured logger puts it",
    arguments: [
      ("DatabaseLogger", 1, 0), ("PythonLogger", 0, 1), ("TriggerLogger", 0, 0),
    ])
  func resultLogger(name: String, rows: Int, lines: Int) async throws {
    let home = try Self.home("echo paid\n", further: "logger = \"\(name)\"\n")
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
    let home = try Self.home("exit 0\n")
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
    let home = try Self.home(": > \"$1/began\"; : < \"$1/go\"\n", pipes: ["began", "go"])
    for _ in 1...2 { _ = try await home.triggertop("fire", "job") }
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await tmux.enter("\(ProgramRun.triggertop) process --concurrency 1; echo status $?")
      _ = try await home.read("began")
      try await tmux.press("C-c")
      try await tmux.wait(for: "draining")
      try await home.open("go")
      try await tmux.wait(for: "status 0")
    }
    #expect(try await home.triggertop("list", "state:succeeded", "--json").output.split(separator: "\n").count == 1)
    #expect(try await home.triggertop("list", "state:pending", "--json").output.split(separator: "\n").count == 1)
  }

  @Test("A queue's file replaced in mid-work is not written: what ran and can't be recorded is named, with 2")
  func replacedFile() async throws {
    let home = try Self.home(
      ": > \"$1/began\"; : < \"$1/go\"\n", pipes: ["began", "go"], further: "[processor]\ngrace = \"1s\"\n")
    let queue = home.path("data/triggertop/queue.sqlite3")
    _ = try await home.triggertop("fire", "job")
    _ = try await home.triggertop("fire", "other", environment: ["XDG_DATA_HOME": home.path("backup")])
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await tmux.enter("\(ProgramRun.triggertop) process; echo status $?")
      _ = try await home.read("began")
      // With its log, where the last to close it was ended before it could put that back into the file.
      for part in ["", "-wal", "-shm"] {
        _ = rename(queue + part, home.path("old.sqlite3") + part)
        _ = rename(home.path("backup/triggertop/queue.sqlite3") + part, queue + part)
      }
      try await home.open("go")
      // The line is wrapped: only its beginning stands whole.
      try await tmux.wait(for: "error The file ")
      try await tmux.press("C-c")
      let screen = try await tmux.wait(for: "status 2")
      #expect(screen.contains("1 trigger ran, but how can't be recorded: 1;"))
    }
    let list = try await home.triggertop("list", "--json")
    #expect(list.output.contains(#""trigger_type":"other""#), "\(list.errors)")
  }

  @Test("A second SIGTERM takes the grace away: what runs is stopped and handed back, without a try, and the end is 75")
  func hurriedDrain() async throws {
    let home = try Self.home("echo $$ > \"$1/began\"; : < \"$1/go\"\n", pipes: ["began", "go"])
    _ = try await home.triggertop("fire", "job")
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await tmux.enter("\(ProgramRun.triggertop) process; echo status $?")
      _ = try await home.read("began")
      try await tmux.press("C-c")
      try await tmux.wait(for: "draining")
      try await tmux.press("C-c")
      let screen = try await tmux.wait(for: "status 75")
      #expect(screen.contains("1 trigger did not end in time"))
    }
    #expect(try await home.triggertop("show", "1", "--json").output.contains(#""number_of_tries":0"#))
    #expect(try await home.triggertop("list", "state:pending", "--json").output.contains(#""id":1"#))
  }

  @Test(
    "Killed in mid-work, nothing is lost and no try is counted: another processor runs it when the lease is over",
    .lasting)
  func killed() async throws {
    let home = try Self.home(
      """
      trap '' TERM HUP
      [ -e "$1/again" ] && exit
      : > "$1/again"
      exec 3> "$1/alive"
      sleep 601 & sleep 602 &
      : > "$1/began"
      wait
      """,
      pipes: ["alive", "began"], further: "[processor]\nlease = \"3s\"\nbackoff = \"none\"\n")
    _ = try await home.triggertop("fire", "job")
    // A shell deaf to SIGTERM and its children, which the processor that ran them can't stop any more: the pipe that
    // they share ends with the last of them.
    async let end = home.read("alive")
    try await Tmux.withTerminal(environment: home.environment) { tmux in
      try await tmux.enter("\(ProgramRun.triggertop) process & pid=$!")
      _ = try await home.read("began")
      try await tmux.enter("kill -9 $pid; wait $pid; echo status $?")
      try await tmux.wait(for: "status 137")
      try await tmux.enter("clear; \(ProgramRun.triggertop) process --json | grep --line-buffered succeeded")
      try await tmux.wait(for: "\"succeeded\"")
      try await tmux.press("C-c")
    }
    _ = try await end
    let shown = try await home.triggertop("show", "1")
    #expect(shown.output.contains(/state +succeeded/))
    #expect(shown.output.contains(/tries +0/))
    #expect(!shown.output.contains("ProcessorLost"))
  }

  @Test("Where the locks or the broker stay out of reach, --once says so and ends with 69", .lasting)
  func outOfReach() async throws {
    let home = try Self.home("exit 0\n", further: "[handlers.letter]\ncelery = \"app.Letter\"\n")
    for type in ["job", "letter"] {
      _ = try await home.triggertop("fire", type)
      let run = try await home.triggertop(
        "process", "--once", "--types", type, environment: ["DJTRIGGERS_REDIS_URL": "redis://127.0.0.1:1/0"])
      #expect(run.status == 69, "\(run.errors)")
      let last = try #require(run.errors.split(separator: "\n").last)
      let what = type == "job" ? "runs without its lock" : "is sent to Celery"
      #expect(last.hasPrefix("triggertop: No trigger \(what): "))
      #expect(last.contains("127.0.0.1:1"))
    }
  }

  @Test("What is locked for good does not keep --once from its end: it says so, and whether it did the rest", .lasting)
  func lockedForGood() async throws {
    let home = try Self.home("exit 0\n")
    let url = try await RedisServer.shared().freshDatabase()
    let environment = ["DJTRIGGERS_REDIS_URL": url]
    for _ in 1...2 { _ = try await home.triggertop("fire", "job") }
    try await RedisServer.command("SET", "djtriggers-1", "096ce5b0e6ec11e1afbf02fc00000001", at: url)
    let part = try await home.triggertop("process", "--once", environment: environment)
    #expect(part.status == 2)
    #expect(part.errors.contains("1 trigger is due but locked by somebody else: 1;"), "\(part.errors)")
    #expect(part.errors.components(separatedBy: "triggertop unlock 1").count == 2, "\(part.errors)")
    let nothing = try await home.triggertop("process", "--once", "--json", environment: environment)
    #expect(nothing.status == 75)
    let told = try #require(nothing.output.split(separator: "\n").first { $0.contains("\"skipped\"") })
    #expect(told.contains("\"id\":1,\"trigger_type\":\"job\""))
    #expect(!nothing.output.contains("\"debug\""))
    try await RedisServer.command("DEL", "djtriggers-1", at: url)
    #expect(try await home.triggertop("process", "--once", environment: environment).status == 0)
  }
}

extension ProcessTests {
  /// A home whose handler for `job` runs a shell script.
  static func home(_ script: String, pipes: [String] = [], further: String = "") throws -> Workspace {
    let home = try Workspace()
    for pipe in pipes { try home.makePipe(pipe) }
    let path = try home.write(script, to: "job.sh")
    try home.write(
      "[handlers.job]\ncommand = [\"/bin/sh\", \"\(path)\", \"\(home.directory.path)\"]\n" + further,
      to: "config/triggertop/config.toml")
    return home
  }
}
