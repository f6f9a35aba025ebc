import Foundation

/// A terminal of a given size in which a shell runs, driven by keys and read as text. It has a tmux server of its own.
public struct Tmux: Sendable {
  private let socket: String
  private let output: TerminalOutput

  /// Runs `body` with a shell at its prompt `$`, and ends everything in it afterwards.
  ///
  /// - Parameter environment: added to this process's own.
  public static func withTerminal(
    columns: Int = 100, rows: Int = 30, environment: [String: String] = [:],
    _ body: (Tmux) async throws -> Void
  ) async throws {
    let pipes = try Workspace()
    let tmux = try Tmux(
      socket: "triggertop-\(UUID().uuidString)", output: TerminalOutput(pipe: "output", in: pipes))
    let variables = ["PS1": "$ ", "TERM": "tmux-256color", "LANG": "C.UTF-8", "TZ": "UTC"].merging(environment) { $1 }
    try await tmux.perform(
      ["-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "env"]
        + variables.map { "\($0)=\($1)" } + ["sh"])
    do {
      try await tmux.perform(["pipe-pane", "exec cat > '\(pipes.path("output"))'"])
      try await tmux.wait(for: "$")
      try await body(tmux)
    } catch {
      _ = try? await tmux.perform(["kill-server"])
      throw error
    }
    try await tmux.perform(["kill-server"])
  }

  /// Presses keys by tmux's names: `q`, `Enter`, `Escape`, `C-c`.
  public func press(_ keys: String...) async throws { try await perform(["send-keys"] + keys) }

  /// Types text as it is.
  public func type(_ text: String) async throws { try await perform(["send-keys", "-l", text]) }

  /// Types a line at the shell's prompt.
  public func enter(_ line: String) async throws {
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

  /// Returns the screen once it fulfils the condition.
  /// - Throws: `TmuxTimeout` with the last screen after `limit`.
  @discardableResult
  public func wait(
    until description: String, within limit: Duration = .seconds(20), _ condition: (String) -> Bool
  ) async throws -> String {
    let deadline = ContinuousClock.now + limit
    let alarm = output.wake(after: limit)
    defer { alarm.cancel() }
    while true {
      let screen = try await screen
      if condition(screen) { return screen }
      guard .now < deadline else { throw TmuxTimeout(expected: description, screen: screen) }
      await output.next()
    }
  }

  @discardableResult
  public func wait(for text: String, within limit: Duration = .seconds(20)) async throws -> String {
    try await wait(until: "\"\(text)\"", within: limit) { $0.contains(text) }
  }

  @discardableResult
  public func wait(forNo text: String, within limit: Duration = .seconds(20)) async throws -> String {
    try await wait(until: "no \"\(text)\"", within: limit) { !$0.contains(text) }
  }

  @discardableResult
  private func perform(_ arguments: [String]) async throws -> String {
    let run = try await ProgramRun.run("tmux", ["-L", socket] + arguments)
    guard run.status == 0 else { throw TmuxFailure(command: arguments.first ?? "", errors: run.errors) }
    return run.output
  }
}
