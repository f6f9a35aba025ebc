/// How every role looks. Backends are given one; views never see it.
public struct Theme: Sendable {
  private var appearances: [Role: Appearance]

  public init(_ appearances: [Role: Appearance]) {
    self.appearances = appearances
  }

  /// A role it does not know looks like plain text.
  public subscript(role: Role) -> Appearance { appearances[role] ?? Appearance() }

  /// This theme with more roles, or with other looks for roles it has.
  public func adding(_ more: [Role: Appearance]) -> Theme {
    Theme(appearances.merging(more) { _, new in new })
  }

  /// How a style looks with that many colours. Where there are none, a background shows as reverse video,
  /// so that the cursor is never lost.
  public func appearance(of style: Style, depth: ColorDepth) -> Appearance {
    var result = self[style.role]
    var isReversed = result.reverse
    if let background = style.background {
      let under = self[background]
      result.background = under.background
      result.bold = result.bold || under.bold
      result.underline = result.underline || under.underline
      isReversed = isReversed != under.reverse
    }
    if depth == .none {
      isReversed = isReversed || result.background != nil
      result.foreground = nil
      result.background = nil
    }
    result.bold = result.bold || style.bold
    result.dim = result.dim || style.dim
    result.underline = result.underline || style.underline
    result.reverse = isReversed != style.reverse
    return result
  }
}

// MARK: - The generic roles

extension Theme {
  public static let dark = Theme([
    .muted: Appearance(Color(245, basic: 7), dim: false),
    .title: Appearance(Color(231, basic: 7), bold: true),
    .border: Appearance(Color(240, basic: 7)),
    .cursor: Appearance(on: Color(238, basic: 4), bold: true),
    .marked: Appearance(Color(221, basic: 3), bold: true),
    .key: Appearance(Color(117, basic: 6), bold: true),
    .danger: Appearance(Color(203, basic: 1), bold: true),
    .stale: Appearance(Color(179, basic: 3)),
  ])

  public static let light = Theme([
    .muted: Appearance(Color(243, basic: 0)),
    .title: Appearance(Color(16, basic: 0), bold: true),
    .border: Appearance(Color(248, basic: 0)),
    .cursor: Appearance(on: Color(253, basic: 6), bold: true),
    .marked: Appearance(Color(130, basic: 5), bold: true),
    .key: Appearance(Color(25, basic: 4), bold: true),
    .danger: Appearance(Color(160, basic: 1), bold: true),
    .stale: Appearance(Color(94, basic: 3)),
  ])
}
