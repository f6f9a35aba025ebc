import TerminalUI

extension Theme {
  /// How the dashboard looks on a background; give it to the terminal's backend.
  public static func dashboard(on background: Background) -> Theme {
    switch background {
    case .dark: dark.adding(dashboardDark)
    case .light: light.adding(dashboardLight)
    }
  }

  private static let dashboardDark: [Role: Appearance] = [
    .waiting: Appearance(Color(117, basic: 6)),
    .scheduled: Appearance(Color(147, basic: 4)),
    .failing: Appearance(Color(221, basic: 3)),
    .warned: Appearance(Color(215, basic: 3), bold: true),
    .failed: Appearance(Color(203, basic: 1), bold: true),
    .succeeded: Appearance(Color(114, basic: 2)),
    .running: Appearance(Color(81, basic: 6), bold: true),
    .readonly: Appearance(Color(16, basic: 0), on: Color(114, basic: 2), bold: true),
    .production: Appearance(Color(231, basic: 7), on: Color(160, basic: 1), bold: true),
  ]

  private static let dashboardLight: [Role: Appearance] = [
    .waiting: Appearance(Color(25, basic: 4)),
    .scheduled: Appearance(Color(61, basic: 4)),
    .failing: Appearance(Color(130, basic: 3)),
    .warned: Appearance(Color(166, basic: 1), bold: true),
    .failed: Appearance(Color(160, basic: 1), bold: true),
    .succeeded: Appearance(Color(28, basic: 2)),
    .running: Appearance(Color(31, basic: 6), bold: true),
    .readonly: Appearance(Color(231, basic: 7), on: Color(28, basic: 2), bold: true),
    .production: Appearance(Color(231, basic: 7), on: Color(160, basic: 1), bold: true),
  ]
}
