import TestSupport
import Testing
import TriggerDashboard

/// The dashboard in a terminal, to which keys are sent in bursts: as long as help can be opened, it lives.
struct KeySession {
  /// Keys that belong together, the first of which go to a screen and the last back from where they led.
  struct Stroke: CustomStringConvertible {
    var description: String
    /// By tmux's names.
    var keys: [String]
  }

  let tmux: Tmux
  let address: String

  private static let end = "ended with"

  func start() async throws {
    try await tmux.enter("clear; \(ProgramRun.triggertop) '\(address)'; echo \(Self.end) $?")
    try await tmux.wait(until: "the dashboard") { $0.contains("ATTENTION") }
  }

  /// Presses keys with which the program stops, and has the shell continue it.
  func suspend(by keys: [String]) async throws {
    try await tmux.press(keys)
    try await tmux.wait(for: "Stopped")
    try await tmux.enter("clear; fg; echo \(Self.end) $?")
    try await tmux.wait(until: "the dashboard") { $0.contains("ATTENTION") }
  }

  /// Presses keys with which the program ends, all being well.
  func quit(by keys: [String]) async throws {
    try await tmux.press(keys)
    let screen = try await tmux.wait(for: Self.end)
    #expect(screen.contains("\(Self.end) 0\n"), "\(keys): \(screen)")
  }

  /// Presses all keys at once. Where the program ends of them, it is asked again, one after the other, of which.
  func press(_ strokes: [Stroke]) async throws {
    try await tmux.press(strokes.flatMap(\.keys))
    guard let screen = try await death() else { return }
    for stroke in strokes {
      try await start()
      try await tmux.press(stroke.keys)
      if let screen = try await death() {
        Issue.record("\(stroke) ends the program:\n\(screen)")
        return try await start()
      }
    }
    Issue.record("One of the keys, after others, ends the program: \(strokes)\n\(screen)")
    try await start()
  }

  /// Returns the screen where the program ended, nil where it still answers.
  private func death() async throws -> String? {
    try await tmux.press(["1", "?"])
    let screen = try await tmux.wait(until: "help, or the end") { $0.contains("HELP") || $0.contains(Self.end) }
    if screen.contains(Self.end) { return screen }
    try await tmux.press(["Escape"])
    try await tmux.wait(until: "no help, or the end") { !$0.contains("HELP") || $0.contains(Self.end) }
    return nil
  }
}
