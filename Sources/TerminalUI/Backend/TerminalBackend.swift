/// A terminal: what shows frames and yields input. Owned by one thread; only `waker` may be called from others.
public protocol TerminalBackend: AnyObject {
  var size: Size { get }

  /// What it can show. Frames are drawn with all of Unicode and translated on the way out; only what would then say
  /// something else must ask.
  var glyphs: Glyphs { get }

  /// Ends a `wait` that is under way, or else the next one, from any thread.
  var waker: @Sendable () -> Void { get }

  /// Blocks until there is input, a wake-up, or `timeout` is over (nil: never).
  ///
  /// - Returns: What came, possibly nothing; nil if the terminal is gone.
  func wait(timeout: Duration?) -> [Input]?

  /// Shows a frame, writing only what differs from the last one. Only asked for while `isReady`.
  func draw(_ frame: Frame)

  /// Whether all that was drawn has reached the terminal. One that takes nothing at the moment never makes the program
  /// wait: `wait` returns once it is ready again.
  var isReady: Bool { get }

  /// Has the mouse reported or left to the terminal. Off at first.
  func setMouse(_ isOn: Bool)

  func perform(_ command: TerminalCommand)
}
