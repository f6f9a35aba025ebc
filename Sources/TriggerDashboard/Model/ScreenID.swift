/// The screens that digits show.
enum ScreenID: Int, CaseIterable, Hashable, Sendable {
  case triggers = 1
  case processors, log
  case checks = 8

  /// The key that shows it.
  var digit: Character { Character(String(rawValue)) }

  var title: String {
    switch self {
    case .triggers: "Triggers"
    case .processors: "Processors"
    case .log: "Log"
    case .checks: "Checks"
    }
  }
}
