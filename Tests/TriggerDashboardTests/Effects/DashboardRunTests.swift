import Foundation
import Synchronization
import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("The whole dashboard on a terminal in memory", .waiting)
struct DashboardRunTests {
  struct Outcome: Sendable {
    var exit: DashboardExit
    var frames: [Frame]
    var commands: [TerminalCommand]
  }

  /// On a thread of its own, as a program does on its main thread.
  private func run(
    _ store: ScriptedStore, processor: (any ProcessorControl)? = nil, options: DashboardOptions = .testing,
    clockStands: Bool = false, _ script: [MemoryTerminal.Step]
  ) async -> Outcome {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        let terminal = MemoryTerminal(size: Size(columns: 80, rows: 24), script: script, hang: Patience.hang)
        let start = terminal.now
        let clock = { clockStands ? Sample.now : Sample.now + (terminal.now - start) }
        let exit = Dashboard(store: store, processor: processor, options: options).run(
          on: terminal, clock: clock, zone: .utc, now: { terminal.now },
          underway: terminal.underway)
        continuation.resume(returning: Outcome(exit: exit, frames: terminal.frames, commands: terminal.commands))
      }
    }
  }

  private static func shows(_ text: String) -> MemoryTerminal.Step {
    .until { frame in frame.shows(text) }
  }

  @Test("paints before the database has answered, and shows what it answers")
  func firstPaint() async {
    let store = ScriptedStore()
    store.stick()
    let outcome = await run(
      store,
      [
        Self.shows("Reading the queue"),
        .until { _ in
          store.unstick()
          return true
        }, Self.shows("88120"), Self.shows("● live"), .input(.key("q")),
      ])
    #expect(outcome.exit.reason == .quit)
    #expect(outcome.frames.first?.shows("connecting") == true)
  }

  @Test("deletes what is confirmed, and nothing before")
  func delete() async {
    let store = ScriptedStore()
    let outcome = await run(
      store,
      [
        Self.shows("88120"), .input(.key("j")), .input(.key("D")), Self.shows("Delete 1 trigger"), .input(.key("D")),
        .input(.key("y")), Self.shows("Deleted 1 trigger"), .input(.key("q")),
      ])
    #expect(outcome.exit.reason == .quit)
    #expect(store.state.withLock { $0.rows.count } == Sample.rows.count - 1)
  }

  @Test("answers keys while the database is stuck, and says that it is")
  func stuck() async {
    let store = ScriptedStore()
    let outcome = await run(
      store,
      [
        Self.shows("● live"),
        .until { _ in
          store.stick()
          return true
        }, .elapse(.seconds(8)), Self.shows("old"), .input(.key("?")), Self.shows("Retry the marked"),
        .input(.key(.escape)), .input(.key("q")),
      ])
    store.unstick()
    #expect(outcome.exit.reason == .quit)
  }

  @Test("says what is wrong when the database goes, and is live again when it comes back")
  func reconnect() async {
    let store = ScriptedStore()
    let outcome = await run(
      store,
      [
        Self.shows("● live"),
        .until { _ in
          store.fail(.unreachable("The server closed the connection."))
          return true
        }, Self.shows("The server closed the connection."),
        .until { _ in
          store.fail(nil)
          return true
        }, Self.shows("● live"), .input(.key("q")),
      ])
    #expect(outcome.exit.reason == .quit)
  }

  @Test("nothing is painted while nothing changes: not by ticks, nor by rounds that bring what is there already")
  func still() async {
    let store = ScriptedStore()
    let settled = Mutex<Frame?>(nil)
    let keep = MemoryTerminal.Step.until { frame in
      settled.withLock { $0 = frame }
      return true
    }
    func rounds(_ count: Int) -> MemoryTerminal.Step { .until { _ in store.calls.count { $0 == "counts" } >= count } }
    let outcome = await run(
      store, clockStands: true,
      [Self.shows("● live"), Self.shows("88120"), rounds(3), keep, rounds(8), .input(.key("q"))])
    let frame = settled.withLock { $0 }
    #expect(outcome.exit.reason == .quit)
    #expect(outcome.frames.last == frame)
    #expect(outcome.frames.count { $0 == frame } == 1)
  }

  @Test("quits once the processor has finished what it runs")
  func drain() async {
    let processor = ScriptedProcessor(.running)
    let outcome = await run(
      ScriptedStore(), processor: processor, [Self.shows("▶ running 1/4"), .input(.key("q")), Self.shows("never")])
    #expect(outcome.exit.reason == .quit)
    #expect(await processor.commands == ["drain"])
  }

  @Test("quits at once when asked twice, and says so")
  func quitTwice() async {
    let processor = ScriptedProcessor(.running, drainsAtOnce: false)
    let outcome = await run(
      ScriptedStore(), processor: processor,
      [Self.shows("▶ running 1/4"), .input(.key("q")), Self.shows("Finishing"), .input(.key("q"))])
    #expect(outcome.exit.reason == .quitAtOnce)
    await processor.finishDraining()
  }

  @Test("starts the processor if the application says so, and only then")
  func start() async {
    var options = DashboardOptions.testing
    options.startsProcessor = true
    let processor = ScriptedProcessor(.off)
    _ = await run(
      ScriptedStore(), processor: processor, options: options,
      [Self.shows("▶ running"), .input(.key("q")), Self.shows("never")])
    #expect(await processor.commands == ["start", "drain"])
    let other = ScriptedProcessor(.off)
    _ = await run(ScriptedStore(), processor: other, [Self.shows("● live"), .input(.key("q"))])
    #expect(await other.commands.isEmpty)
  }

  @Test("ends when the terminal goes away")
  func gone() async {
    #expect(await run(ScriptedStore(), []).exit.reason == .terminalGone)
  }

  @Test("copies through the terminal")
  func copy() async {
    let outcome = await run(
      ScriptedStore(), [Self.shows("88120"), .input(.key("y")), Self.shows("Copied"), .input(.key("q"))])
    #expect(outcome.commands == [.copy("88008")])
  }
}

extension Frame {
  fileprivate func shows(_ text: String) -> Bool { (0..<size.rows).contains { self.text(row: $0).contains(text) } }
}
