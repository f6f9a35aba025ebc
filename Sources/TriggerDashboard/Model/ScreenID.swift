/// The screens that keys 1, 2, 3 show.
enum ScreenID: Int, CaseIterable, Hashable, Sendable {
  case triggers = 1
  case processors, log

  /// The key that shows it.
  var digit: Character { Character(String(rawValue)) }

  var title: String {
    switch self {
    case .triggers: "Triggers"
    case .processors: "Processors"
    case .log: "Log"
    }
  }
}
