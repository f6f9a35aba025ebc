import TestSupport
import Testing

@Suite("Smoke: every key of the release program", .heavy)
struct KeySmokeTests {
  @Test(
    "Keys of every screen, help and dialogs leave it alive; it stops, goes on and quits",
    arguments: SmokeQueue.Database.allCases, SmokeQueue.Content.allCases)
  func keys(_ database: SmokeQueue.Database, _ content: SmokeQueue.Content) async throws {
    let queue = try await SmokeQueue(database, content)
    let (columns, rows) = content == .full ? (120, 34) : (80, 24)
    try await Tmux.withTerminal(columns: columns, rows: rows, environment: queue.home.environment) { tmux in
      let session = KeySession(tmux: tmux, address: queue.address)
      try await session.start()
      if content == .full { try await act(tmux) }
      for keys in SmokeKeys.suspending {
        try await session.suspend(by: keys)
      }
      let strokes = SmokeKeys.strokes
      #expect(strokes.count > 200)
      for start in stride(from: 0, to: strokes.count, by: 40) {
        try await session.press(Array(strokes[start..<min(start + 40, strokes.count)]))
      }
      for (index, keys) in SmokeKeys.quitting.enumerated() {
        if index > 0 { try await session.start() }
        try await session.quit(by: keys)
      }
    }
  }

  /// Dialogs that are confirmed, on a trigger that was given up.
  private func act(_ tmux: Tmux) async throws {
    try await tmux.press(["/"])
    try await tmux.type("state:failed")
    try await tmux.press(["Enter"])
    try await tmux.wait(until: "only what was given up") {
      $0.contains("/state:failed") && $0.contains(" failed ") && !$0.contains(" warned ")
    }
    for (key, question, answer) in [
      ("r", "Retry 1 trigger", "Retried 1 trigger"), ("D", "Delete 1 trigger", "Deleted 1 trigger"),
    ] {
      // Each on a row of its own: what was just changed is left alone until it was read again.
      try await tmux.press(["j"])
      try await tmux.press([key])
      try await tmux.wait(for: question)
      try await tmux.press(["y"])
      try await tmux.wait(for: answer)
    }
  }
}
