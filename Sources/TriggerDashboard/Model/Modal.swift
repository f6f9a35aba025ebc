import TerminalUI

/// A dialog: it lies over the screen below, which stays live, and gets every input; nothing passes through to the keys
/// that work everywhere, but for ^C where it has no use for that itself.
///
/// It freezes what it is about when it is made, and ends itself by answering `.back`. The key that opened it must not
/// confirm it, and Cancel has the focus. `rect` is the whole middle of the frame: it draws its own box there
/// (`TerminalUI.Dialog`).
protocol Modal: Screen {
  /// What it wants to know, carried out when it opens.
  func opening(in context: ScreenContext) -> [DashboardEffect]
  /// What it asks. Nobody confirms what was not to be read yet.
  func question(in context: ScreenContext) -> String
  /// Whether this input could confirm what it asks.
  func confirms(_ input: Input, in context: ScreenContext) -> Bool
}

extension Modal {
  func opening(in context: ScreenContext) -> [DashboardEffect] { [] }
  func question(in context: ScreenContext) -> String { "" }
  func confirms(_ input: Input, in context: ScreenContext) -> Bool { false }
}
