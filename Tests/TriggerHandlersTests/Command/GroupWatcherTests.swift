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
}
