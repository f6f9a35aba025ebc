import TriggerCore

/// A bar on standard error that moves on in place; nothing where that is no terminal.
struct ProgressLine {
  private static let width = 30
  private let isShown = Console.isErrorTerminal

  func show(_ progress: Cleaner.Progress) {
    guard isShown else { return }
    let share = progress.total == 0 ? 1 : min(1, Double(progress.removed) / Double(progress.total))
    let full = Int(share * Double(Self.width))
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: Self.width - full)
    Console.update("[\(bar)] \(progress.removed) of \(progress.total)")
  }

  func end() {
    if isShown { Console.update("") }
  }
}
