import Logging
import TriggerCore

/// Which lines of the log are shown: those of a level or graver in which each word occurs.
struct LogFilter: Hashable, Sendable {
  static let levels: [Logger.Level] = [.trace, .info, .warning, .error]

  var level = Logger.Level.trace
  private(set) var words: [String] = []

  init() {}

  /// What is typed: words that must each occur in the line, its kind, its level, its type or its trigger's id.
  mutating func setText(_ text: String) { words = text.lowercased().split(separator: " ").map(String.init) }

  var nextLevel: Logger.Level {
    let index = Self.levels.firstIndex(of: level) ?? 0
    return Self.levels[(index + 1) % Self.levels.count]
  }

  func matches(_ event: ProcessorEvent) -> Bool {
    guard event.level >= level else { return false }
    guard !words.isEmpty else { return true }
    let id = event.trigger.map { "\($0)" } ?? ""
    let text = "\(event.kind.rawValue) \(event.level.rawValue) \(event.type ?? "") \(id) \(event.text)".lowercased()
    return words.allSatisfy { text.contains($0) }
  }
}
