import Foundation
import Synchronization

/// A terminal of a given size in which a shell runs, driven by keys and read as text. It has a tmux server of its own.
public final class Tmux: Sendable {
  private let socket: String
  private let output: TerminalOutput
  /// How many lines the shell was given.
  private let lines = Atomic(0)

  private init(_ output: TerminalOutput) throws {
    socket = try Sweeper.shared.get().directoryPrefix + UUID().uuidString
    self.output = output
  }

  /// Runs `body` with a shell at its prompt `$`, and ends everything in it afterwards.
  ///
  /// - Parameter environment: added to this process's own.
  public static func withTerminal(
    columns: Int = 100, rows: Int = 30, environment: [String: String] = [:],
    _ body: (Tmux) async throws -> Void
  ) async throws {
    let pipes = try Workspace()
    let tmux = try Tmux(TerminalOutput(pipe: "output", in: pipes))
    let variables = ["PS1": prompt, "TERM": "tmux-256color", "LANG": "C.UTF-8", "TZ": "UTC"].merging(environment) { $1 }
    try await tmux.perform(
      ["-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "env"]
        + variables.map { "\($0)=\($1)" } + ["sh"])
    do {
      // The last line wakes who waits when the terminal has ended.
      let pipe = pipes.path("output")
      try await tmux.perform(["pipe-pane", "cat > '\(pipe)'; echo 1<> '\(pipe)'"])
      try await tmux.wait(until: "the shell's prompt") { $0.contains("$") }
      try await body(tmux)
    } catch {
      _ = try? await tmux.perform(["kill-server"])
      throw error
    }
    try await tmux.perform(["kill-server"])
  }

  /// Behind each prompt the shell tells by the terminal's title how many it has shown.
  private static let prompt = "$ \u{1b}]2;$((prompts=prompts+1))\u{7}"

  /// Presses keys by tmux's names: `q`, `Enter`, `Escape`, `C-c`.
  public func press(_ keys: String...) async throws { try await press(keys) }

  /// Presses them all in one breath.
  public func press(_ keys: [String]) async throws { try await perform(["send-keys"] + keys) }

  /// Types text as it is.
  public func type(_ text: String) async throws { try await perform(["send-keys", "-l", text]) }

  /// Types a line at the shell's prompt.
  public func enter(_ line: String) async throws {
    lines.add(1, ordering: .relaxed)
    try await type(line)
    try await press("Enter")
  }

  public func resize(columns: Int, rows: Int) async throws {
    try await perform(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// What is to be seen now, a row a line.
  public var screen: String {
    get async throws { try await perform(["capture-pane", "-p"]) }
  }

  /// The same with colours and attributes, as escape sequences.
  public var styledScreen: String {
    get async throws { try await perform(["capture-pane", "-p", "-e"]) }
  }

  /// Returns the screen once it fulfils the condition.
  ///
  /// - Throws: `VainWait` with the last screen as soon as the shell has done all that it was given, though not this;
  ///   `TmuxFailure` where the terminal has ended.
  @discardableResult
  public func wait(until description: String, _ condition: (String) -> Bool) async throws -> String {
    let deadline = ContinuousClock.now + Patience.hang
    let alarm = output.wake(after: Patience.hang)
    defer { alarm.cancel() }
    while true {
      let (screen, isIdle) = try await look()
      if condition(screen) { return screen }
      let reason: String? =
        switch true {
        case isIdle: "what ran has ended"
        case Task.isCancelled: "the test was ended"
        case ContinuousClock.now >= deadline: "nothing came within \(Patience.hang)"
        default: nil
        }
      if let reason { throw VainWait(expected: description, reason: reason, screen: screen) }
      await output.next()
    }
  }

  @discardableResult
  public func wait(for text: String) async throws -> String {
    try await wait(until: "\"\(text)\"") { $0.contains(text) }
  }

  @discardableResult
  public func wait(forNo text: String) async throws -> String {
    try await wait(until: "no \"\(text)\"") { !$0.contains(text) }
  }

  /// The screen, and whether the shell waits at its prompt behind the last line that it was given.
  private func look() async throws -> (screen: String, isIdle: Bool) {
    let given = lines.load(ordering: .relaxed)
    let look = ["capture-pane", "-p", ";", "display-message", "-p", "#{pane_current_command} #{pane_title}"]
    let rows = try await perform(look).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let state = rows.last?.split(separator: " ") ?? []
    let prompts = state.last.flatMap { Int($0) } ?? 0
    return (rows.dropLast().joined(separator: "\n"), state.first == "sh" && prompts > given && given > 0)
  }

  @discardableResult
  private func perform(_ arguments: [String]) async throws -> String {
    // Also where the test was ended: the last screen is to be told, and nothing may be left behind.
    let run = try await Task { [socket] in try await ProgramRun.run("tmux", ["-L", socket] + arguments) }.value
    guard run.status == 0 else { throw TmuxFailure(command: arguments.first ?? "", errors: run.errors) }
    return run.output
  }
}
