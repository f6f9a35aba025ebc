import Dispatch

/// A terminal without a screen: keeps the frames it is given and plays a script of inputs.
///
/// Its time is its own: a wait that nothing ends moves `now` by the timeout and returns, so that tests with ticks take
/// no time. Give the runtime `{ terminal.now }` as its clock.
public final class MemoryTerminal: TerminalBackend {
  public enum Step: Sendable {
    case input(Input)
    /// Goes on once the frame last shown fulfils the condition; until then messages come and time passes.
    /// After a minute on the wall the terminal is gone.
    case until(@Sendable (Frame) -> Bool)
    /// Lets that much time pass, ticks and paints included.
    case elapse(Duration)
  }

  public private(set) var size: Size
  public private(set) var frames: [Frame] = []
  public private(set) var commands: [TerminalCommand] = []
  public private(set) var isMouseOn = false
  public private(set) var now = ContinuousClock.now
  public let glyphs: Glyphs
  public let waker: @Sendable () -> Void

  private static let patience = Duration.seconds(60)

  private let wakeUps = DispatchSemaphore(value: 0)
  private var script: ArraySlice<Step>
  private var impatientAt: ContinuousClock.Instant?

  /// - Parameter script: At its end the terminal is gone.
  public init(size: Size, script: [Step] = [], glyphs: Glyphs = .unicode) {
    self.size = size
    self.glyphs = glyphs
    self.script = script[...]
    waker = { [wakeUps] in wakeUps.signal() }
  }

  public func draw(_ frame: Frame) { frames.append(frame) }
  public func setMouse(_ isOn: Bool) { isMouseOn = isOn }
  public func perform(_ command: TerminalCommand) { commands.append(command) }

  public func wait(timeout: Duration?) -> [Input]? {
    if wakeUps.wait(timeout: .now()) == .success { return [] }
    switch script.first {
    case nil:
      return nil
    case .input(let input):
      script.removeFirst()
      if case .resize(let size) = input { self.size = size }
      return [input]
    case .elapse(let duration):
      script.removeFirst()
      let step = min(timeout ?? duration, duration)
      now += step
      if step < duration { script = [.elapse(duration - step)] + script }
      return []
    case .until(let condition):
      if let frame = frames.last, condition(frame) {
        script.removeFirst()
        impatientAt = nil
        return []
      }
      return waitForOthers(timeout: timeout)
    }
  }

  private func waitForOthers(timeout: Duration?) -> [Input]? {
    let limit = impatientAt ?? .now + Self.patience
    impatientAt = limit
    guard ContinuousClock.now < limit else { return nil }
    // A moment for the threads whose messages the condition waits for.
    if wakeUps.wait(timeout: .now() + .milliseconds(1)) == .timedOut, let timeout { now += timeout }
    return []
  }
}
