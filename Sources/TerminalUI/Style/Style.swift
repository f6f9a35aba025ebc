/// How one cell is to be shown: its meaning, and emphasis on top of what the theme gives that meaning.
public struct Style: Hashable, Sendable {
  public var role: Role
  /// The role whose background lies under the cell, such as `.cursor`; nil leaves that to `role`.
  public var background: Role?
  public var bold: Bool
  public var dim: Bool
  public var underline: Bool
  public var reverse: Bool

  public init(
    _ role: Role, on background: Role? = nil, bold: Bool = false, dim: Bool = false, underline: Bool = false,
    reverse: Bool = false
  ) {
    self.role = role
    self.background = background
    self.bold = bold
    self.dim = dim
    self.underline = underline
    self.reverse = reverse
  }

  public static let text = Style(.text)
}
