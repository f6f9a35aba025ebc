import Dispatch
import Glibc

/// What a processor measures and waits by. What is due is the database's clock's to say, never this one's.
public protocol ProcessorClock: Sendable {
  /// Time since some fixed point. Never goes back, and goes on while the machine sleeps, as leases do.
  var uptime: Duration { get }
  /// Calls back once, on a thread that nothing else blocks.
  func schedule(after delay: Duration, _ action: @escaping @Sendable () -> Void)
}

/// The machine's own clock, with a timer queue apart from Swift's shared pool.
public struct SystemClock: ProcessorClock {
  private static let timers = DispatchQueue(label: "triggertop.timers")

  public init() {}

  public var uptime: Duration {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  public func schedule(after delay: Duration, _ action: @escaping @Sendable () -> Void) {
    let microseconds = Int(clamping: max(0, delay.microseconds))
    Self.timers.asyncAfter(deadline: .now() + .microseconds(microseconds), execute: action)
  }
}

/// The database's clock, read once and reckoned on by the processor's own: no machine's wall clock decides what is due.
struct DatabaseClock {
  var at: Instant
  /// The processor's clock when that was read.
  var uptime: Duration

  func now(_ uptime: Duration) -> Instant { at + (uptime - self.uptime) }
}
