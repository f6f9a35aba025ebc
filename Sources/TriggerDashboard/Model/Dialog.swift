import TerminalUI

/// A box over the screen below, which stays live: it gets every input, and nothing passes through to the keys that work
/// everywhere (but for quitting by ^C). It freezes what it is about when it is made.
///
/// A dialog ends itself by answering `.back`. The key that opened it must not confirm it, and Cancel has the focus.
protocol Dialog: Screen {
  /// What the dialog wants to know, carried out when it opens.
  func opening(in context: ScreenContext) -> [DashboardEffect]

  /// The size its box would like, borders included; it is centred, and cut to what there is.
  func preferredSize(within size: Size, context: ScreenContext) -> Size
}

extension Dialog {
  func opening(in context: ScreenContext) -> [DashboardEffect] { [] }
}
