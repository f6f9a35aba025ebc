/// Thrown by a handler that wants to run at another time. No try is counted.
///
///     throw ProcessLater(at: context.now + .minutes(30))
public struct ProcessLater: Error, Hashable, Sendable {
  public var time: Instant

  public init(at time: Instant) { self.time = time }
}
