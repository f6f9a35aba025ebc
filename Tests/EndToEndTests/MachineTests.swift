import Foundation
import TestSupport
import Testing

@Suite("On a machine that lacks something", .heavy)
struct MachineTests {
  /// A home whose handler for `job` runs a shell script of its own, with the home as its first argument.
  private func home(_ script: String, further: String = "") throws -> Workspace {
    let home = try Workspace()
    let path = try home.write("#!/bin/sh\n" + script, to: "job.sh")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    try home.write(
      "[handlers.job]\ncommand = [\"\(path)\", \"\(home.directory.path)\"]\n" + further,
      to: "config/triggertop/config.toml")
    return home
  }

  private func tries(in home: Workspace) async throws -> Set<String> {
    let rows = try await home.triggertop("list", "--json", "--limit", "0").output
    return Set(rows.matches(of: /"number_of_tries":(\d+)/).map { String($0.1) })
  }

  @Test("A parent that ignores SIGCHLD costs no trigger a try: each command's end is learned")
  func ignoredChildren() async throws {
    let home = try home("echo paid >> \"$1/effects\"\n")
    _ = try await home.triggertop("fire", "job")
    let run = try await home.shell("env --ignore-signal=CHLD '\(ProgramRun.triggertop)' process --once")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try String(contentsOfFile: home.path("effects"), encoding: .utf8) == "paid\n")
    #expect(try await home.triggertop("list", "state:succeeded", "--json").output.contains(#""id":1"#))
  }

  @Test("Without a directory for temporary files commands get their input all the same")
  func noTemporaryDirectory() async throws {
    let home = try home("cat > \"$1/seen.json\"\n")
    _ = try await home.triggertop("fire", "job")
    let run = try await home.triggertop("process", "--once", environment: ["TMPDIR": "/nonexistent"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try String(contentsOfFile: home.path("seen.json"), encoding: .utf8).contains(#""id":1"#))
  }

  @Test("A program that is gone in mid-work is told once, and costs no trigger a try", .lasting)
  func goneProgram() async throws {
    let home = try home("rm \"$0\"\n")
    for _ in 1...3 { _ = try await home.triggertop("fire", "job") }
    let run = try await home.triggertop("process", "--once", "--concurrency", "1")
    #expect(run.status == 2)
    #expect(
      run.errors.contains(
        "2 triggers are due but of a type that can't be run here: 2 3; type job: There is no program"),
      "\(run.errors)")
    #expect(run.errors.components(separatedBy: "are not run here for now").count == 2, "\(run.errors)")
    #expect(try await tries(in: home) == ["0"])
  }

  @Test("More handlers at once than files may be open are refused at the start, with how many would do")
  func fewFiles() async throws {
    let home = try home("exit 0\n")
    _ = try await home.triggertop("fire", "job")
    let refused = try await home.shell(
      "ulimit -n 1024; exec '\(ProgramRun.triggertop)' process --once --concurrency 400")
    #expect(refused.status == 78)
    #expect(refused.errors.contains("--concurrency: 400 handlers at once"), "\(refused.errors)")
    #expect(refused.errors.contains("run at most 80 at once"), "\(refused.errors)")
    // A soft limit that its own user may raise is raised.
    let raised = try await home.shell(
      "ulimit -Sn 64; exec '\(ProgramRun.triggertop)' process --once --concurrency 20")
    #expect(raised.status == 0, "\(raised.errors)")
  }

  @Test(
    "An empty or missing HOME is no home: the user's own is taken, and nothing is made here", arguments: [true, false])
  func noHome(isEmpty: Bool) async throws {
    let home = try Workspace()
    let here = home.path("here")
    try FileManager.default.createDirectory(atPath: here, withIntermediateDirectories: false)
    let variables = isEmpty ? "HOME=" : "-u HOME"
    let run = try await home.shell(
      "cd '\(here)' && env -u XDG_CONFIG_HOME -u XDG_STATE_HOME \(variables) XDG_DATA_HOME='\(home.path("data"))' '\(ProgramRun.triggertop)' fire job"
    )
    #expect(run.status == 0, "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: here).isEmpty)
    #expect(FileManager.default.fileExists(atPath: home.path("data/triggertop/queue.sqlite3")))
  }

  @Test("A pipe that does not block gets every line all the same")
  func nonblockingPipe() async throws {
    let home = try Workspace()
    let seed = try await home.shell(
      "'\(ProgramRun.triggertop)' fire job >/dev/null && python3 - <<'END'\n\(Self.seeding)\nEND")
    try #require(seed.status == 0, "\(seed.errors)")
    let run = try await home.shell(
      "python3 -c '\(Self.slowReader)' '\(ProgramRun.triggertop)' list --json --limit 0")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == "4001 0\n")
  }

  /// 4,000 more rows: a megabyte of lines.
  private static let seeding = """
    import os, sqlite3
    db = sqlite3.connect(os.environ["XDG_DATA_HOME"] + "/triggertop/queue.sqlite3")
    db.executemany("INSERT INTO djtriggers_trigger (trigger_type, source, date_received, number_of_tries)"
      " VALUES ('job', ?, '2026-01-01 00:00:00', 0)", [(str(n),) for n in range(4000)])
    db.commit()
    """

  /// Begins to read when the pipe is full.
  private static let slowReader = """
    import os, select, subprocess, sys
    r, w = os.pipe()
    os.set_blocking(w, False)
    child = subprocess.Popen(sys.argv[1:], stdout=w)
    while select.select([], [w], [], 0)[1] and child.poll() is None: select.select([r], [], [])
    os.close(w)
    lines = sum(1 for _ in os.fdopen(r))
    print(lines, child.wait())
    """
}
