import TerminalUI
import TriggerCore

@testable import TriggerDashboard

extension Screen {
  /// Presses keys one after the other.
  ///
  /// - Returns: What the last one asked for, in words; nil if it meant nothing.
  mutating func press(_ keys: Key..., in context: ScreenContext) -> [String]? {
    var requests: [ScreenRequest]?
    for key in keys { requests = respond(to: .key(key), in: context) }
    return requests?.map(\.words)
  }

  mutating func type(_ text: String, in context: ScreenContext) {
    for character in text { _ = respond(to: .key(.character(character)), in: context) }
  }
}

extension ScreenRequest {
  /// For comparing: requests hold screens, which can't be compared.
  var words: String {
    switch self {
    case .carryOut(let effect): effect.words
    case .present(let modal): "present \(type(of: modal))"
    case .show(let screen): "show \(screen)"
    case .open(let id): "open \(id)"
    case .back: "back"
    case .act(let kind, let rows, _): "\(kind) \(rows.map { "\($0.id)" }.joined(separator: " "))"
    case .tell(let notice): "tell: \(notice.text)"
    case .quit: "quit"
    }
  }
}

extension DashboardEffect {
  var words: String {
    switch self {
    case .run(let run): "run \(run.operation) \(run.targets.map { "\($0.id)" }.joined(separator: " "))"
    case .loadDetail(let id, _): "load \(id)"
    case .loadHolders(let ids): "holders \(ids.map { "\($0)" }.joined(separator: " "))"
    case .loadDependents(let ids): "dependents \(ids.map { "\($0)" }.joined(separator: " "))"
    case .processor(let command): "processor \(command)"
    case .stop: "stop"
    case .release(let locks): "release \(locks.map { "\($0.id)" }.joined(separator: " "))"
    case .terminal(.copy(let text)): "copy \(text)"
    default: "\(self)"
    }
  }
}
