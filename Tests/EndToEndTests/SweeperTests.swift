import Foundation
import TestSupport
import Testing

@Suite("What tests start", .heavy)
struct SweeperTests {
  @Test("ends with them, however they end: terminals, what runs there deaf to signals, and directories")
  func ends() async throws {
    let home = try Workspace()
    for pipe in ["alive", "begun"] { try home.makePipe(pipe) }
    let alive = try NamedPipe(home.path("alive"), isHeld: true)
    var sweeper: Sweeper? = try Sweeper()
    let prefix = try #require(sweeper?.directoryPrefix)
    let directory = NSTemporaryDirectory() + "/\(prefix)home"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    let environment = ProcessInfo.processInfo.environment.merging(sweeper?.environment ?? [:]) { $1 }
    let script = "trap '' HUP TERM; exec 3> '\(home.path("alive"))'; : > '\(home.path("begun"))'; sleep 1000"
    let started = try await ProgramRun.run(
      "tmux", ["-L", "\(prefix)terminal", "-f", "/dev/null", "new-session", "-d", script], environment: environment)
    #expect(started.status == 0, "\(started.errors)")
    _ = try await home.read("begun")
    withExtendedLifetime(sweeper) {}
    sweeper = nil
    _ = try await alive.text()
    try await Patience.until { !FileManager.default.fileExists(atPath: directory) }
    #expect(try await ProgramRun.run("tmux", ["-L", "\(prefix)terminal", "list-sessions"]).status != 0)
  }
}
