import Foundation
import TestSupport
import Testing

/// A command line that can't be carried out, with what is said about it.
struct BadInput: Sendable, CustomTestStringConvertible {
  var arguments: [String]
  var environment: [String: String] = [:]
  var status: Int32
  var says: [String]

  var testDescription: String { arguments.joined(separator: " ") }
}

@Suite("Bad input", .heavy)
struct BadInputTests {
  @Test(
    "One sentence names what is wrong and the remedy; the exit code says of which kind it is",
    arguments: [
      BadInput(arguments: ["--frobnicate"], status: 64, says: ["Unknown option '--frobnicate'"]),
      BadInput(arguments: ["list", "--jsn"], status: 64, says: ["Did you mean '--json'?"]),
      BadInput(arguments: ["lst"], status: 64, says: ["\"lst\"", "triggertop list"]),
      BadInput(arguments: ["/nowhere/queue.db"], status: 64, says: ["There is no file /nowhere/queue.db"]),
      BadInput(
        arguments: ["list", "--database", "mysql://db/orders"], status: 64, says: ["mysql://", "postgresql://"]),
      BadInput(arguments: ["list", "state:broken"], status: 64, says: ["state:broken", "failing"]),
      BadInput(arguments: ["list", "--sort", "colour"], status: 64, says: ["colour"]),
      BadInput(arguments: ["list", "--limit", "-1"], status: 64, says: ["--limit must be 0 or more, not -1"]),
      BadInput(
        arguments: ["retry", "1", "--limit", "-1"], status: 64, says: ["--limit must be 1 or more, not -1"]),
      BadInput(
        arguments: ["list", "--database", "postgresql://app:secret@db/orders?pool=5"], status: 64,
        says: ["the parameter pool", "libpq does not know"]),
      BadInput(
        arguments: ["list"], environment: ["DATABASE_URL": "postgresql://app@127.0.0.1:1/orders\n"], status: 69,
        says: ["postgresql://app@127.0.0.1:1/orders cannot be reached"]),
      BadInput(arguments: ["reschedule", "1", "--to", "teatime"], status: 64, says: ["\"teatime\" is no time"]),
      BadInput(arguments: ["reschedule", "1"], status: 64, says: ["--to"]),
      BadInput(arguments: ["retry"], status: 64, says: ["Name the triggers"]),
      BadInput(arguments: ["retry", ""], status: 64, says: ["Name the triggers", "type:*"]),
      BadInput(arguments: ["delete", " ", "--yes"], status: 64, says: ["Name the triggers"]),
      BadInput(arguments: ["delete", "200014 200015", "--yes"], status: 64, says: ["\"200014 200015\" is no id"]),
      BadInput(arguments: ["delete", "99999999999999999999"], status: 64, says: ["\"99999999999999999999\" is no id"]),
      BadInput(arguments: ["retry", "abc:1"], status: 64, says: ["there is no field \"abc\""]),
      BadInput(
        arguments: ["reschedule", "1", "--to", "+15000000w"], status: 64, says: ["\"+15000000w\"", "thousand years"]),
      BadInput(arguments: ["clean", "--older-than", "30m"], status: 64, says: ["\"m\" in \"30m\"", "months"]),
      BadInput(arguments: ["retry", "1", "state:failed"], status: 64, says: ["\"state:failed\" is no id"]),
      BadInput(arguments: ["fire", "pay_bill", "--after", "teatime"], status: 64, says: ["\"teatime\" is no time"]),
      BadInput(arguments: ["fire", "pay_bill", "--data", "[1]"], status: 64, says: ["JSON object"]),
      BadInput(
        arguments: [
          "fire", "pay_bill", "--data",
          String(repeating: #"{"a":"#, count: 600) + "1" + String(repeating: "}", count: 600),
        ], status: 64, says: [#"{"a"…" is nested too deep to be read (500 levels at most)."#]),
      BadInput(arguments: ["fire", "pay_bill", "--source", "a$b"], status: 64, says: ["a$b"]),
      BadInput(arguments: ["delete", "-5", "--yes"], status: 64, says: ["after --: -- -5"]),
      BadInput(arguments: ["show", "-5"], status: 64, says: ["after --: -- -5"]),
      BadInput(
        arguments: ["--read-only", "retry", "1", "--yes", "--database", "/nowhere.db"], status: 64,
        says: ["A command comes first", "triggertop retry"]),
      BadInput(
        arguments: ["nonsense", "--database", "/nowhere.db"], status: 64,
        says: ["no command and no file \"nonsense\"", "--help"]),
      BadInput(
        arguments: ["/a.db", "--database", "/nowhere.db"], status: 64, says: ["Two queues are named"]),
      BadInput(arguments: ["list", "--config", "/dev/zero"], status: 78, says: ["/dev/zero is no regular file"]),
      BadInput(arguments: ["fire", ""], status: 64, says: ["needs a type"]),
      BadInput(arguments: ["process"], status: 78, says: ["No handler is configured", "[handlers.TYPE]"]),
      BadInput(arguments: ["process", "--force"], status: 64, says: ["--id"]),
      BadInput(arguments: ["list", "--config", "/nowhere/config.toml"], status: 78, says: ["/nowhere/config.toml"]),
      BadInput(
        arguments: ["list"], environment: ["DJTRIGGERS_TRIES_BEFORE_ERROR": "many"], status: 78,
        says: ["DJTRIGGERS_TRIES_BEFORE_ERROR", "\"many\""]),
      BadInput(
        arguments: ["list", "--database", "postgresql://app:secret@127.0.0.1:1/orders"], status: 69,
        says: ["127.0.0.1"]),
    ])
  func refusals(input: BadInput) async throws {
    let home = try Workspace()
    let run = try await ProgramRun.triggertop(
      input.arguments, environment: home.environment.merging(input.environment) { $1 })
    #expect(run.status == input.status)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("triggertop: "))
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    for text in input.says { #expect(run.errors.contains(text), "\(run.errors)") }
    #expect(!run.errors.contains("secret"))
  }

  @Test("A file that is no database is named, and left as it was")
  func noDatabase() async throws {
    let home = try Workspace()
    let path = try home.write(
      "This is a letter, not a database. It has some length, so nobody takes it for empty.", to: "letter.txt")
    let run = try await home.triggertop("list", "--database", path)
    #expect(run.status == 65)
    #expect(run.errors.contains(path))
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("This is a letter"))
  }

  @Test("The configuration file's mistakes are told with their line")
  func configurationFile() async throws {
    let home = try Workspace()
    let path = try home.write("[processor]\nconcurency = 3\n", to: "config/triggertop/config.toml")
    let run = try await home.triggertop("list")
    #expect(run.status == 78)
    #expect(
      run.errors
        == "triggertop: \(path), line 2: processor.concurency: there is no such setting; did you mean processor.concurrency?\n"
    )
  }

  @Test("An id below zero is taken after --")
  func negativeID() async throws {
    let run = try await Workspace().triggertop("delete", "--yes", "--", "-5")
    #expect(run.output == "delete: 1 missing\n")
    #expect(run.errors.hasSuffix("\n-5: there is no such trigger\n"))
  }

  @Test("A configuration file with a NUL byte, or a pipe that nobody may write to, is refused")
  func oddConfiguration() async throws {
    let home = try Workspace()
    let path = try home.write("read_only = true\n\0", to: "nul.toml")
    try home.makePipe("pipe.toml")
    #expect(try await home.triggertop("list", "--config", path).errors.contains("nul.toml, line 2: a NUL byte"))
    let run = try await home.triggertop("list", "--config", home.path("pipe.toml"))
    #expect(run.status == 78 && run.errors.contains("pipe.toml is no regular file"))
  }

  @Test("What could not be written is no success")
  func lostOutput() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill")
    for arguments in ["list", "list --json", "show 1", "config"] {
      let run = try await home.shell("\(ProgramRun.triggertop) \(arguments) > /dev/full")
      #expect(run.status != 0, "\(arguments)")
      #expect(run.errors.contains("No space left on device"), "\(arguments): \(run.errors)")
    }
    let cut = try await home.shell("\(ProgramRun.triggertop) list --json | head -c 0")
    #expect(cut.errors == "")
  }

  @Test("A file that may not be read is refused as such, whether it or its directory is closed")
  func closedFile() async throws {
    let home = try Workspace()
    _ = try await home.triggertop("fire", "pay_bill")
    let file = home.path("data/triggertop/queue.sqlite3")
    // Root reads whatever there is, unless it is told not to.
    let program = try (geteuid() == 0 ? Self.withoutPrivilege : "") + ProgramRun.triggertop
    for (closed, mode) in [(file, "600"), (home.path("data/triggertop"), "700")] {
      let run = try await home.shell("chmod 0 '\(closed)'; \(program) list --database '\(file)'")
      _ = try await home.shell("chmod \(mode) '\(closed)'")
      #expect(run.status == 77)
      #expect(run.errors.contains("This user may not read \(file); permit that"), "\(run.errors)")
    }
  }

  private static let withoutPrivilege =
    "setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search "

  @Test("Nothing is done that could not be noted")
  func unwritableJournal() async throws {
    let home = try Workspace()
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders", schema: .identity)
    try await server.execute(
      "INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries) VALUES ('a', now(), 0)", at: url)
    let run = try await home.triggertop(
      "reschedule", "1", "--to", "+5h", "--yes", "--database", url, environment: ["XDG_STATE_HOME": "/proc/nowhere"])
    #expect(run.status == 77)
    #expect(run.errors.contains("Nothing was done"))
    #expect(try await server.execute("SELECT process_after IS NULL FROM djtriggers_trigger", at: url) == [["t"]])
  }
}
