/// The screens that keys 1, 2, 3 show.
enum ScreenID: Int, CaseIterable, Hashable, Sendable {
  case triggers = 1
  case processors, log

  var title: String {
    switch self {
    case .triggers: "Triggers"
    case .processors: "Processors"
    case .log: "Log"
    }
  }
}
