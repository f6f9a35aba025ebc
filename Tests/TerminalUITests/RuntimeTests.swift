import Foundation
import TerminalUI
import TestSupport
import Testing

@Suite("The loop", .waiting)
struct RuntimeTests {
  private static let size = Size(columns: 20, rows: 2)

  /// Runs a counter on a scripted terminal, on a thread of its own, as the loop blocks.
  private func run(
    _ script: [MemoryTerminal.Step], model: Counter.Model = Counter.Model(), effects: [Counter.Effect] = []
  ) async -> (reason: ExitReason, terminal: Record) {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        let terminal = MemoryTerminal(size: Self.size, script: script, hang: Patience.hang)
        let underway = terminal.underway
        var runtime = Runtime(
          Counter(), model: model, effects: effects, backend: terminal, now: { terminal.now },
          perform: { Counter.perform($0, $1, underway.begin()) })
        let reason = runtime.run()
        continuation.resume(returning: (reason, Record(terminal)))
      }
    }
  }

  @Test("It paints before anything comes, and ends when the program says so")
  func quits() async {
    let (reason, terminal) = await run([.input(.key("q")), .input(.key("+"))])
    #expect(reason == .finished)
    #expect(terminal.texts == ["count 0"])
  }

  @Test("It paints only when the frame has changed")
  func paintsOnChange() async {
    let (_, terminal) = await run([
      .input(.key("0")), .elapse(.seconds(1)), .input(.focus(true)), .elapse(.seconds(1)), .input(.key("+")),
      .elapse(.seconds(1)),
    ])
    #expect(terminal.texts == ["count 0", "count 1"])
  }

  @Test("Of a burst it paints the first change at once, then seldom, and the last state always")
  func coalesces() async {
    let burst = Array(repeating: MemoryTerminal.Step.input(.key("+")), count: 100)
    let (_, terminal) = await run(burst + [.elapse(.milliseconds(40))] + burst + [.elapse(.milliseconds(40))])
    #expect(terminal.texts == ["count 0", "count 100", "count 101", "count 200"])
  }

  @Test("What is pressed is seen at once, though something was painted a moment ago")
  func pressed() async {
    let (_, terminal) = await run([
      .input(.key("+")), .elapse(.milliseconds(8)), .input(.key("+")), .elapse(.milliseconds(8)), .input(.key("q")),
    ])
    #expect(terminal.texts == ["count 0", "count 1", "count 2"])
  }

  @Test("Effects are carried out and answer from any thread")
  func effects() async {
    let (reason, terminal) = await run(
      [.input(.key("b")), .until { $0.text(row: 0) == "count 10" }, .input(.key("q"))], effects: [.add(3)])
    #expect(reason == .finished)
    #expect(terminal.texts.last == "count 10")
  }

  @Test("A test that waits for what nothing under way will bring ends at once")
  func neverShown() async {
    #expect(await run([.until { $0.text(row: 0) == "never" }]).reason == .terminalGone)
    let ticking = Counter.Model(interval: .seconds(1))
    let (reason, terminal) = await run([.until { $0.text(row: 0) == "never" }], model: ticking)
    #expect(reason == .terminalGone)
    #expect(terminal.texts.last == "count 600")
  }

  @Test("Messages of one sender come in their order, and none is lost")
  func order() async {
    let (reason, terminal) = await run(
      [.until { $0.text(row: 1) == "in order" }, .input(.key("q"))], effects: [.flood])
    #expect(reason == .finished)
    #expect(terminal.texts.last == "count 1000")
  }

  @Test("It ticks as often as the program asks, and not at all if it does not ask")
  func ticks() async {
    let script: [MemoryTerminal.Step] = [.elapse(.milliseconds(3_500)), .input(.key("q"))]
    let (_, ticking) = await run(script, model: Counter.Model(interval: .seconds(1)))
    #expect(ticking.texts == ["count 0", "count 1", "count 2", "count 3"])
    let (_, quiet) = await run(script)
    #expect(quiet.texts == ["count 0"])
  }

  @Test("A terminal that takes nothing is not painted on, and gets the last state once it takes something again")
  func busy() async {
    let burst = MemoryTerminal.Step.burst(Array(repeating: .key("+"), count: 10))
    let (reason, terminal) = await run([
      .ready(false), burst, .elapse(.seconds(1)), burst, .elapse(.seconds(1)), .ready(true), .elapse(.milliseconds(1)),
      .ready(false), burst, .input(.key("q")),
    ])
    #expect(reason == .finished)
    #expect(terminal.texts == ["count 0", "count 20"])
  }

  @Test("The program is told what was seen, once it is on the terminal whole")
  func seen() async {
    let (_, terminal) = await run([
      .input(.key("s")), .elapse(.seconds(1)), .ready(false), .input(.key("+")), .elapse(.seconds(1)),
      .input(.key("s")), .ready(true), .elapse(.seconds(1)), .input(.key("s")), .elapse(.seconds(1)),
    ])
    #expect(terminal.texts == ["count 0", "count 0 saw 0", "count 1 saw 0", "count 1 saw 1"])
  }

  @Test("A resize is painted at the new size")
  func resizes() async {
    let (_, terminal) = await run([.input(.resize(Size(columns: 1, rows: 1))), .elapse(.seconds(1))])
    #expect(terminal.sizes == [Self.size, Size(columns: 1, rows: 1)])
  }

  @Test("The first interrupt lets the program drain, the second ends it")
  func interrupts() async {
    let (reason, terminal) = await run([
      .input(.interrupt), .elapse(.seconds(1)), .input(.interrupt), .input(.key("+")),
    ])
    #expect(reason == .interrupted)
    #expect(terminal.texts == ["count 0", "draining 0"])
  }

  @Test("A terminal that goes away ends the program")
  func terminalGone() async {
    #expect(await run([]).reason == .terminalGone)
  }

  @Test("What the terminal must do is asked of the terminal")
  func commands() async {
    let (_, terminal) = await run([.input(.key("c")), .input(.key("m"))])
    #expect(terminal.commands == [.copy("0")])
    #expect(terminal.isMouseOn)
  }
}

/// What a terminal has seen, to be looked at on another thread.
private struct Record: Sendable {
  let texts: [String]
  let sizes: [Size]
  let commands: [TerminalCommand]
  let isMouseOn: Bool

  init(_ terminal: MemoryTerminal) {
    texts = terminal.frames.map { $0.text(row: 0) }
    sizes = terminal.frames.map(\.size)
    commands = terminal.commands
    isMouseOn = terminal.isMouseOn
  }
}
