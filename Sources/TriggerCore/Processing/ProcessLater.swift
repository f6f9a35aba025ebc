/// Thrown by a handler that wants to run at another time. No try is counted.
public struct ProcessLater: Error, Hashable, Sendable {
  public var time: Instant

  public init(at time: Instant) { self.time = time }
}
