/// What a piece of the screen means, from which the theme derives how it looks.
///
/// Screens name roles, never hues. A library adds its own in an extension:
///
///     extension Role { static let failed = Role("failed", letter: "F") }
///
/// Two roles are the same if their letters are: the letter stands for the role in snapshots.
public struct Role: Sendable {
  public let name: StaticString
  public let letter: Unicode.Scalar

  public init(_ name: StaticString, letter: Unicode.Scalar) {
    self.name = name
    self.letter = letter
  }
}

extension Role: Hashable {
  public static func == (one: Role, other: Role) -> Bool { one.letter == other.letter }
  public func hash(into hasher: inout Hasher) { hasher.combine(letter) }
}

extension Role {
  public static let text = Role("text", letter: ".")
  public static let muted = Role("muted", letter: "m")
  public static let title = Role("title", letter: "t")
  public static let border = Role("border", letter: "b")
  /// The line or button that a key would act on.
  public static let cursor = Role("cursor", letter: "C")
  public static let marked = Role("marked", letter: "M")
  /// A key to press, in the key bar and in help.
  public static let key = Role("key", letter: "k")
  public static let danger = Role("danger", letter: "!")
  /// What is shown may no longer be true.
  public static let stale = Role("stale", letter: "~")
}
