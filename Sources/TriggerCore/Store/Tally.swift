/// A count that says how exact it is: `42`, `≥ 10,001`, `≈ 52,100`.
public struct Tally: Hashable, Sendable {
  public enum Exactness: Sendable { case exact, atLeast, estimate }

  public var value: Int
  public var exactness: Exactness

  public init(_ value: Int, _ exactness: Exactness = .exact) {
    self.value = value
    self.exactness = exactness
  }
}
