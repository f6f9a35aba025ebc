import Foundation
import TestSupport
import Testing

@Suite("Stopping a processor when something hangs", .heavy)
struct StoppingTests {
  /// A home whose handler tells that it began, and ends when it is let go.
  private func home(_ further: String = "") throws -> Workspace {
    let home = try Workspace()
    for pipe in ["began", "go"] { try home.makePipe(pipe) }
    let path = try home.write("trap '' TERM; : > \"$1/began\"; : < \"$1/go\"\n", to: "job.sh")
    try home.write(
      "[handlers.job]\ncommand = [\"/bin/sh\", \"\(path)\", \"\(home.directory.path)\"]\n" + further,
      to: "config/triggertop/config.toml")
    return home
  }

  @Test("SIGTERM drains and ends it though nobody reads what it prints", arguments: ["", "--json"])
  func unread(flag: String) async throws {
    let home = try home()
    _ = try await home.triggertop("fire", "job")
    let run = try await home.shell(
      "cd '\(home.directory.path)'; python3 -c '\(Self.deafReader)' '\(ProgramRun.triggertop)' process \(flag)")
    #expect(run.output == "0\n", "\(run.errors)")
    #expect(try await home.triggertop("list", "state:succeeded", "--json").output.contains(#""id":1"#))
  }

  /// Runs a program into a pipe that is full, and tells its exit code.
  private static let deafReader = """
    import os, signal, subprocess, sys
    r, w = os.pipe()
    os.set_blocking(w, False)
    try:
      while True: os.write(w, b"x" * 4096)
    except BlockingIOError: os.set_blocking(w, True)
    child = subprocess.Popen(sys.argv[1:], stdout=w, stderr=w)
    open("began").read()
    child.send_signal(signal.SIGTERM)
    open("go", "w").close()
    print(child.wait())
    """

  @Test("A third signal ends it where it stands")
  func third() async throws {
    let home = try home()
    _ = try await home.triggertop("fire", "job")
    let run = try await home.shell(
      "cd '\(home.directory.path)'; python3 -c '\(Self.impatience)' '\(ProgramRun.triggertop)' process")
    #expect(["143\n", "130\n"].contains(run.output), "\(run.errors)")
  }

  /// Three signals, of two kinds since one that waits swallows others of its kind.
  private static let impatience = """
    import signal, subprocess, sys
    child = subprocess.Popen(sys.argv[1:], stderr=subprocess.PIPE, text=True)
    open("began").read()
    child.send_signal(signal.SIGTERM)
    while "draining" not in child.stderr.readline(): pass
    for number in signal.SIGTERM, signal.SIGINT: child.send_signal(number)
    print(child.wait())
    """

  @Test("A database that falls silent in mid-work: what ran is named, with 2", .lasting, arguments: ["", "--id 1"])
  func silentDatabase(flag: String) async throws {
    let server = try await PostgresServer.dedicated()
    let url = try await server.freshDatabase(named: "orders")
    let home = try home("[processor]\ngrace = \"1s\"\n")
    _ = try await home.triggertop("migrate", "--database", url)
    _ = try await home.triggertop("fire", "job", "--database", url)
    try await Tmux.withTerminal(columns: 120, environment: home.environment) { tmux in
      try await tmux.enter(
        "\(ProgramRun.triggertop) process \(flag) --claims-only --database '\(url)'; echo status $?")
      _ = try await home.read("began")
      try await server.suspend()
      try await home.open("go")
      try await tmux.press("C-c")
      let screen = try await tmux.wait(for: "status 2")
      #expect(screen.contains("1 trigger ran, but how can't be recorded: 1;"), "\(screen)")
    }
    try await server.resume()
  }
}
