/// A count that says how exact it is: `42`, `≥ 10,001`, `≈ 52,100`.
public struct Tally: Hashable, Sendable {
  public enum Exactness: Sendable { case exact, atLeast, estimate }

  public var value: Int
  public var exactness: Exactness
  /// How long before the answer it comes with it was counted; zero where it was counted for it.
  public var age: Duration

  public init(_ value: Int, _ exactness: Exactness = .exact, age: Duration = .zero) {
    self.value = value
    self.exactness = exactness
    self.age = age
  }

  /// At least none: nothing is known.
  public var isUnknown: Bool { exactness == .atLeast && value == 0 }

  /// Both together: as inexact as the less exact, as old as the older.
  package static func + (a: Tally, b: Tally) -> Tally {
    let kinds = [a.exactness, b.exactness]
    let exactness: Exactness = kinds.contains(.estimate) ? .estimate : kinds.contains(.atLeast) ? .atLeast : .exact
    return Tally(a.value + b.value, exactness, age: max(a.age, b.age))
  }
}
