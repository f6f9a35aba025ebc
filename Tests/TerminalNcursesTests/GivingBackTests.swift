import Glibc
import TestSupport
import Testing

@Suite("A real terminal is given back", .heavy)
struct GivingBackTests {
  /// Mouse, paste and focus reports off, and the screen from before; in the order in which they come.
  private static let leaving = ["\u{1B}[?1002l", "\u{1B}[?2004l\u{1B}[?1004l", "\u{1B}[?1049l"]

  /// What was written since, once the last of it is there.
  private func farewell(of terminal: PseudoTerminal, endingIn last: String) async throws -> Substring {
    let text = try await terminal.output.wait(for: last)
    let start = try #require(text.ranges(of: Self.leaving[0]).last?.lowerBound)
    return text[start...]
  }

  private func expectGivenBack(
    _ terminal: PseudoTerminal, modes: [UInt32], saying words: String, status: Int32
  ) async throws {
    #expect(await terminal.status() == status)
    #expect(terminal.modes == modes)
    let farewell = try await farewell(of: terminal, endingIn: words)
    for sequence in Self.leaving { #expect(farewell.contains(sequence), "\(sequence.debugDescription)") }
  }

  private func withMouse() async throws -> (PseudoTerminal, modes: [UInt32]) {
    let terminal = try Probe.open()
    let modes = terminal.firstModes
    try await terminal.output.wait(for: "inputs:")
    #expect(terminal.modes != modes)
    terminal.send("m")
    try await terminal.output.wait(for: "\u{1B}[?1006h")
    return (terminal, modes)
  }

  @Test("when the program ends, with its last words and what went to standard error")
  func ending() async throws {
    let (terminal, modes) = try await withMouse()
    terminal.send("eq")
    try await expectGivenBack(terminal, modes: modes, saying: "a word on standard error", status: 0)
    try await terminal.output.wait(for: "probe says goodbye")
  }

  @Test("when it is told to end, with 128 and the signal's number", arguments: [SIGTERM, SIGINT, SIGHUP])
  func told(signal: Int32) async throws {
    let (terminal, modes) = try await withMouse()
    terminal.signal(signal)
    try await expectGivenBack(terminal, modes: modes, saying: "probe says goodbye", status: 128 + signal)
  }

  @Test(
    "when a signal kills it that nobody sees to",
    arguments: [SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGQUIT, 40])
  func killed(signal: Int32) async throws {
    let (terminal, modes) = try await withMouse()
    terminal.signal(signal)
    try await expectGivenBack(
      terminal, modes: modes, saying: "probe 1.0 was ended by signal \(signal)", status: 128 + signal)
  }

  @Test("when it traps, with the trap's sentence, the version, the signal, and how to learn more")
  func trap() async throws {
    let (terminal, modes) = try await withMouse()
    terminal.send("t")
    try await expectGivenBack(terminal, modes: modes, saying: "it says where.", status: 128 + SIGILL)
    let text = terminal.output.text
    #expect(text.contains("probe 1.0 died of SIGILL"))
    #expect(text.contains("SWIFT_BACKTRACE=enable=yes"))
    #expect(text.contains("Fatal error"))
  }

  @Test("when it goes astray in memory", arguments: [SIGSEGV, SIGBUS, SIGABRT, SIGTRAP])
  func fault(signal: Int32) async throws {
    let (terminal, modes) = try await withMouse()
    terminal.signal(signal)
    try await expectGivenBack(terminal, modes: modes, saying: "probe 1.0 died of SIG", status: 128 + signal)
  }

  @Test("at ^Z, and taken again afterwards with all its modes")
  func suspending() async throws {
    // A session's leader has nobody to continue it, so the kernel does not stop it.
    let (terminal, _) = try await withMouse()
    let raw = terminal.modes
    terminal.send([0x1A])
    try await terminal.output.wait(for: "\u{1B}[?1049l")
    try await terminal.output.wait(for: "\u{1B}[?2004h\u{1B}[?1004h\u{1B}[?1002h\u{1B}[?1006h")
    #expect(terminal.modes == raw)
    terminal.send("q")
    #expect(await terminal.status() == 0)
  }

  @Test("is taken again with all its modes when others stopped and continued the process")
  func continued() async throws {
    let (terminal, cooked) = try await withMouse()
    let raw = terminal.modes
    terminal.signal(SIGSTOP)
    // As a shell does.
    terminal.modes = cooked
    terminal.signal(SIGCONT)
    try await terminal.output.wait(for: "\u{1B}[?2004h\u{1B}[?1004h\u{1B}[?1002h\u{1B}[?1006h")
    #expect(terminal.modes == raw)
    terminal.send("q")
    #expect(await terminal.status() == 0)
  }

  @Test(
    "A terminal that takes nothing keeps nobody from hearing keys and signals", arguments: [SIGTERM, SIGINT, SIGHUP])
  func deaf(signal: Int32) async throws {
    let (terminal, modes) = try await withMouse()
    terminal.takeOutput(false)
    for count in 1...5 {
      terminal.send("x")
      try await terminal.reports.wait(for: "key x\n", occurrence: count)
    }
    terminal.signal(signal)
    #expect(await terminal.status() == 128 + signal)
    #expect(terminal.modes == modes)
  }

  @Test("A terminal that takes nothing for a while gets the last state")
  func hungForAWhile() async throws {
    let (terminal, _) = try await withMouse()
    terminal.takeOutput(false)
    for count in 1...6 {
      terminal.send("x")
      try await terminal.reports.wait(for: "key x\n", occurrence: count)
    }
    terminal.takeOutput(true)
    try await terminal.output.wait(for: "77777777")
    terminal.send("q")
    #expect(await terminal.status() == 0)
  }

  @Test("A trap on a terminal that takes nothing ends the process all the same")
  func trapUnheard() async throws {
    let (terminal, modes) = try await withMouse()
    terminal.takeOutput(false)
    terminal.send("t")
    #expect(await terminal.status() == 128 + SIGILL)
    #expect(terminal.modes == modes)
  }
}
