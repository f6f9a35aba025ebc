import Dispatch

/// A terminal without a screen: keeps the frames it is given and plays a script of inputs.
///
/// Its time is its own: it moves when nothing else can happen, so that tests with ticks take no time. Give the runtime
/// `{ terminal.now }` as its clock, and let what carries its effects out hold a token of `underway`.
public final class MemoryTerminal: TerminalBackend {
  public enum Step: Sendable {
    case input(Input)
    /// Goes on once the frame last shown fulfils the condition. Until then the messages of what is under way come, and
    /// time passes when nothing is; where neither helps, the terminal is gone.
    case until(@Sendable (Frame) -> Bool)
    /// Lets that much time pass, ticks and paints included.
    case elapse(Duration)
    /// From now on it takes what is drawn, or nothing.
    case ready(Bool)
    /// Several in one go, as when they were typed fast.
    case burst([Input])
  }

  public private(set) var size: Size
  public private(set) var frames: [Frame] = []
  public private(set) var commands: [TerminalCommand] = []
  public private(set) var isMouseOn = false
  public private(set) var isReady = true
  public private(set) var now = ContinuousClock.now
  public let glyphs: Glyphs
  public let waker: @Sendable () -> Void

  public let underway: Underway

  /// What has not come about by then never does.
  private static let longestPassing = Duration.seconds(600)
  /// A sooner timeout is for a paint, which waits for no work.
  private static let untilPaint = Duration.milliseconds(40)

  private let wakeUps = DispatchSemaphore(value: 0)
  private let hang: Duration
  private var script: ArraySlice<Step>
  private var passed = Duration.zero

  /// - Parameters:
  ///   - script: At its end the terminal is gone.
  ///   - hang: how long, on the wall, work under way may say nothing before the terminal is gone.
  public init(size: Size, script: [Step] = [], glyphs: Glyphs = .unicode, hang: Duration = .seconds(300)) {
    self.size = size
    self.glyphs = glyphs
    self.script = script[...]
    self.hang = hang
    waker = { [wakeUps] in wakeUps.signal() }
    underway = Underway(ended: waker)
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
    case .burst(let inputs):
      script.removeFirst()
      return inputs
    case .ready(let isReady):
      script.removeFirst()
      self.isReady = isReady
      return []
    case .elapse(let duration):
      script.removeFirst()
      let step = min(timeout ?? duration, duration)
      now += step
      if step < duration { script = [.elapse(duration - step)] + script }
      return []
    case .until(let condition):
      if let frame = frames.last, condition(frame) {
        script.removeFirst()
        passed = .zero
        return []
      }
      return waitForOthers(timeout: timeout)
    }
  }

  private func waitForOthers(timeout: Duration?) -> [Input]? {
    if let timeout, timeout <= Self.untilPaint { return pass(timeout) }
    guard underway.isEmpty else {
      return wakeUps.wait(timeout: .now() + hang / .seconds(1)) == .success ? [] : nil
    }
    // The last message was sent before the work was over.
    if wakeUps.wait(timeout: .now()) == .success { return [] }
    guard let timeout, passed < Self.longestPassing else { return nil }
    return pass(timeout)
  }

  private func pass(_ time: Duration) -> [Input] {
    now += time
    passed += time
    return []
  }
}
