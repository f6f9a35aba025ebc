import Foundation
import Logging
import TestSupport
import Testing
import TriggerCore
import TriggerHandlers

@Suite(.heavy) struct CommandHandlerTests {
  @Test("a command that ends with 0 is done, and what it wrote is the result")
  func success() async throws {
    #expect(try await run("echo; echo ' paid '; echo") == "paid")
    #expect(try await run("true") == nil)
  }

  @Test("it gets the trigger as one line of JSON on its stdin")
  func input() async throws {
    let data = TriggerData(fields: [.init("amount", .integer(5)), .init("note", .text("a\nb"))])
    let result = try await run("cat; wc -l <&0", data: data)
    guard case .text(let text) = result else {
      Issue.record("it should have written something")
      return
    }
    let line = try #require(text.split(separator: "\n").first)
    let json = try #require(TriggerData(json: String(line)))
    #expect(json["id"] == .integer(88_120) && json["state"] == .text("failing"))
    #expect(json["data"] == .object(data.fields))
  }

  @Test("it gets the trigger's columns as variables, beside this process's environment")
  func variables() async throws {
    let result = try await run(
      "echo $TRIGGER_ID $TRIGGER_TYPE $TRIGGER_SOURCE $TRIGGER_STATE $TRIGGER_TRIES $TRIGGER_RECEIVED "
        + "${TRIGGER_AFTER-none} $TRIGGER_FORCED; test -n \"$PATH\"")
    #expect(result == "88120 pay_bill invoice$4411 failing 2 2026-11-23T12:00:00.000000Z none 0")
  }

  @Test("it gets no file of ours but its input, its output and its errors")
  func descriptors() async throws {
    let ours = open("/dev/null", O_RDONLY)
    defer { close(ours) }
    // The last is the directory that ls reads.
    #expect(try await CommandHandler(["ls", "/proc/self/fd"]).run(context()) == "0\n1\n2\n3")
  }

  @Test("no shell reads its arguments")
  func arguments() async throws {
    let handler = try CommandHandler(["printf", "%s|", "$HOME; echo *", "a b", ""])
    #expect(try await handler.run(context()) == "$HOME; echo *|a b||")
  }

  @Test("a working directory is used")
  func directory() async throws {
    let handler = try CommandHandler(["pwd"], workingDirectory: "/usr")
    #expect(try await handler.run(context()) == "/usr")
  }

  @Test("any other end is a failure named after it, with the end of stderr as its message")
  func failure() async {
    await #expect(throws: AttemptError(type: "Exit 3", message: "no such bill")) {
      try await run("echo working; echo 'no such bill' >&2; exit 3")
    }
    await #expect(throws: AttemptError(type: "Exit 1", message: "The command wrote no error.")) {
      try await run("exit 1")
    }
    await #expect(throws: AttemptError(type: "Signal 9", message: "The command was ended by a signal.")) {
      try await run("kill -9 $$")
    }
  }

  @Test("exit 75 asks for another time")
  func later() async {
    let time = Instant(secondsSince1970: 1_795_500_000)
    await #expect(throws: ProcessLater(at: time)) { try await run("echo \(time.iso8601); exit 75") }
    // By the database's clock, whatever this machine's says.
    await #expect(throws: ProcessLater(at: .noon + .minutes(30))) { try await run("echo +30m; exit 75") }
  }

  @Test("a program or directory that is not there, or can't be used, is this machine's shortage and no failed try")
  func missing() async throws {
    for program in ["/nowhere/pay", "triggertop-has-no-such-program", "/etc/passwd"] {
      let handler = try CommandHandler([program])
      let shortage = await #expect(throws: MachineShortage.self) { try await handler.run(context()) }
      #expect(shortage?.description.contains(program) == true)
    }
    let lost = try CommandHandler(["true"], workingDirectory: "/nowhere")
    await #expect(throws: MachineShortage("There is no directory /nowhere to run true in.")) {
      try await lost.run(context())
    }
  }

  @Test("what names no program, or holds a NUL, is refused when it is made")
  func refused() {
    #expect(throws: InvalidInput.self) { try CommandHandler([]) }
    #expect(throws: InvalidInput.self) { try CommandHandler([""]) }
    #expect(throws: InvalidInput.self) { try CommandHandler(["true", "a\0b"]) }
  }

  @Test("at its time limit the whole process group is stopped")
  func timeLimit() async throws {
    // The limit counts from the start: on a busy machine a command may not get to write anything before it.
    for limit in [1, 2, 4, 8, 16, 32, 64].map(Duration.seconds) {
      let (home, alive) = try lifeline()
      let error = await #expect(throws: AttemptError.self) {
        try await run("exec 3> '\(home.path("alive"))'; echo begun >&2; sleep 1000 & wait", timeLimit: limit)
      }
      #expect(error?.type == "Timeout")
      _ = try await alive.text()
      let sentence = "The command did not end within \(limit) and was killed."
      if error?.message != sentence { return #expect(error?.message == "\(sentence)\nbegun") }
    }
    Issue.record("What it wrote to stderr is never told.")
  }

  @Test("a command deaf to SIGTERM is killed after its grace, even if it closed its output")
  func deaf() async throws {
    let (home, alive) = try lifeline()
    let error = await #expect(throws: AttemptError.self) {
      try await run(
        "trap '' TERM; exec 3> '\(home.path("alive"))' >&- 2>&-; while :; do sleep 1000; done", timeLimit: .seconds(1),
        grace: .milliseconds(200))
    }
    #expect(error?.type == "Timeout")
    _ = try await alive.text()
  }

  @Test("cancelling the task stops the command")
  func cancelled() async throws {
    let (home, alive) = try lifeline()
    try home.makePipe("begun")
    let task = Task { try await run("exec 3> '\(home.path("alive"))'; : > '\(home.path("begun"))'; sleep 1000") }
    _ = try await home.read("begun")
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    _ = try await alive.text()
  }

  @Test("children that hold its pipes after it ended hold up nobody")
  func grandchildren() async throws {
    let home = try Workspace()
    for pipe in ["begun", "go"] { try home.makePipe(pipe) }
    // The child, out of the command's group, ends when it is let go, which it is after the answer.
    let child = "setsid sh -c ': > \"$0/begun\"; : < \"$0/go\"' '\(home.directory.path)' &"
    #expect(try await run("\(child) : < '\(home.path("begun"))'; echo done") == "done")
    try await home.open("go")
  }

  @Test("children that it leaves behind end with it: those deaf to SIGTERM after the grace")
  func leftBehind() async throws {
    for deafness in ["", "trap '' TERM; "] {
      let (home, alive) = try lifeline()
      let script = "\(deafness)exec 3> '\(home.path("alive"))'; sleep 1000 >&- 2>&- & echo done"
      #expect(try await run(script, grace: .milliseconds(200)) == "done")
      _ = try await alive.text()
    }
  }

  @Test("children of a command that detaches live on")
  func detached() async throws {
    let (home, alive) = try lifeline()
    try home.makePipe("go")
    let handler = try CommandHandler(
      ["sh", "-c", "exec 3> \"$0/alive\"; (: < \"$0/go\"; echo lives >&3) & echo done", home.directory.path],
      grace: .zero, detaches: true)
    #expect(try await handler.run(context()) == "done")
    try await home.open("go")
    #expect(try await alive.text() == "lives\n")
  }

  @Test("floods are bounded: the beginning of stdout, the end of stderr")
  func floods() async throws {
    guard case .text(let text) = try await run("yes | head -c 3000000; echo end") else {
      Issue.record("it should have written something")
      return
    }
    #expect(text.utf8.count <= 64 * 1_024 + 3 && text.hasPrefix("y\ny") && text.hasSuffix("…"))
    let error = await #expect(throws: AttemptError.self) {
      try await run("yes é | head -c 3000000 >&2; echo 'the end' >&2; exit 1")
    }
    let message = try #require(error?.message)
    #expect(message.utf8.count <= 8 * 1_024 + 3 && message.hasPrefix("…") && message.hasSuffix("the end"))
    #expect(!message.unicodeScalars.contains("\u{FFFD}"))
  }

  @Test("a command that reads nothing, whatever the input's size, comes to no harm")
  func unreadInput() async throws {
    let data = TriggerData(fields: [.init("note", .text(String(repeating: "x", count: 1_000_000)))])
    #expect(try await run("exec <&-; echo done", data: data) == "done")
    #expect(try await run("wc -c", data: data) != nil)
  }

  @Test("runs leave no zombies and no open files behind")
  func leaks() async throws {
    _ = try await run("true")
    let before = try openFiles()
    for _ in 0..<60 {
      guard case .text(let pid) = try await run("echo $$") else { continue }
      #expect(!FileManager.default.fileExists(atPath: "/proc/\(pid)"))
    }
    // Other tests open files meanwhile, and close them; not one for each run.
    try await Patience.until { try openFiles() < before + 50 }
  }

  private func openFiles() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
  }

  /// A pipe that ends with the last process that a command leaves.
  private func lifeline() throws -> (Workspace, NamedPipe) {
    let home = try Workspace()
    try home.makePipe("alive")
    return (home, try NamedPipe(home.path("alive"), isHeld: true))
  }

  @discardableResult
  private func run(
    _ script: String, data: TriggerData? = nil, timeLimit: Duration = .seconds(60), grace: Duration = .seconds(5)
  ) async throws -> TriggerResult? {
    let handler = try CommandHandler(["sh", "-c", script], timeLimit: timeLimit, grace: grace)
    return try await handler.run(context(data))
  }

  private func context(_ data: TriggerData? = nil) -> ProcessContext {
    let record = TriggerRecord(
      id: 88_120, type: "pay_bill", source: ["invoice", 4411], received: .noon, progress: Progress(tries: 2))
    return ProcessContext(record: record, data: data, logger: LogLines().logger) { .noon }
  }
}
