import Glibc

/// How a bounded wait on a descriptor ended.
public enum Readiness: Equatable, Sendable {
  /// Readable or writable as asked, or in error: the next read or write tells which.
  case ready(Interest)
  /// The wake was signalled; it has been drained.
  case woken
  case timedOut

  /// What to wait for on a descriptor.
  public struct Interest: OptionSet, Sendable {
    public let rawValue: Int16

    public init(rawValue: Int16) {
      self.rawValue = rawValue
    }

    public static let reading = Interest(rawValue: Int16(POLLIN))
    public static let writing = Interest(rawValue: Int16(POLLOUT))
  }

  /// Blocks the calling thread until the descriptor is ready, the wake is signalled, or the deadline passes.
  ///
  /// Asks the descriptors at least once, also when the deadline has passed. A wake goes before readiness.
  public static func wait(
    on descriptor: Int32, for interest: Interest, until deadline: Deadline, wake: Wake? = nil
  ) throws(SystemCallError) -> Readiness {
    var polled = [
      pollfd(fd: wake?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: interest.rawValue, revents: 0),
    ]
    while true {
      let timeout = Int32(clamping: deadline.remainingMilliseconds)
      let count = poll(&polled, nfds_t(polled.count), timeout)
      if count < 0, errno != EINTR { throw SystemCallError("poll") }
      if count > 0 {
        if let wake, polled[0].revents != 0 {
          wake.drain()
          return .woken
        }
        return .ready(Interest(rawValue: polled[1].revents))
      }
      if deadline.hasPassed { return .timedOut }
    }
  }
}
