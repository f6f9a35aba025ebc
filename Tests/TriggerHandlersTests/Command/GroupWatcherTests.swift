import Foundation
import TestSupport
import Testing

@testable import TriggerHandlers

@Suite("Watching over running commands", .waiting) struct GroupWatcherTests {
  /// No process group of anybody's.
  private static let nobody: pid_t = 0x7FFF_FFFF

  @Test("a watcher that is stopped holds up no command: it is killed, and another takes its place")
  func stopped() async throws {
    let watcher = GroupWatcher()
    watcher.add(Self.nobody)
    let first = try #require(watcher.shell)
    kill(first, SIGSTOP)
    // More than a socket holds.
    for _ in 1...2_000 {
      watcher.add(Self.nobody)
      watcher.remove(Self.nobody)
    }
    #expect(watcher.shell != first)
    try await Patience.until { kill(first, 0) != 0 }
  }

  @Test("a watcher gets no file of ours but its end of the socket")
  func descriptors() throws {
    let ours = open("/dev/null", O_RDONLY)
    defer { close(ours) }
    let watcher = GroupWatcher()
    watcher.add(Self.nobody)
    let shell = try #require(watcher.shell)
    #expect(try Set(FileManager.default.contentsOfDirectory(atPath: "/proc/\(shell)/fd")) == ["0", "1", "2"])
    kill(shell, SIGKILL)
  }

  @Test("a command that had just been started, and was not told of, is stopped with the others")
  func unheardOf() async throws {
    let home = try Workspace()
    for pipe in ["alive", "begun"] { try home.makePipe(pipe) }
    let alive = try NamedPipe(home.path("alive"), isHeld: true)
    let input = try StandardInput("{}\n")
    var watcher: GroupWatcher? = GroupWatcher()
    watcher?.expect(input)
    try start("trap '' TERM; exec 3> \"$0/alive\"; : > \"$0/begun\"; sleep 1000", in: home, reading: input)
    _ = try await home.read("begun")
    withExtendedLifetime(watcher) {}
    watcher = nil
    _ = try await alive.text()
  }

  @Test("what was expected and could not start, or was added and is over, is nobody to be stopped")
  func expectedNoMore() async throws {
    let inputs = try [StandardInput("1\n"), StandardInput("2\n")]
    var watcher: GroupWatcher? = GroupWatcher()
    for input in inputs { watcher?.expect(input) }
    watcher?.expectNoMore(inputs[0])
    watcher?.add(Self.nobody, of: inputs[1])
    watcher?.remove(Self.nobody)
    var homes: [Workspace] = []
    // Both are read all the same.
    for input in inputs {
      let home = try Workspace()
      for pipe in ["begun", "go", "over"] { try home.makePipe(pipe) }
      try start(": > \"$0/begun\"; : < \"$0/go\"; echo over > \"$0/over\"", in: home, reading: input)
      _ = try await home.read("begun")
      homes.append(home)
    }
    let shell = try #require(watcher?.shell)
    watcher = nil
    try await Patience.until { kill(shell, 0) != 0 }
    for home in homes {
      try await home.open("go")
      #expect(try await home.read("over") == "over")
    }
  }

  /// Runs a script in a process group of its own, as commands are.
  private func start(_ script: String, in home: Workspace, reading input: StandardInput) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/setsid")
    process.arguments = ["--wait", "sh", "-c", script, home.directory.path]
    process.standardInput = FileHandle(fileDescriptor: input.descriptor, closeOnDealloc: false)
    try process.run()
  }
}
