import TriggerCore

/// What can be typed after `:`.
enum CommandLineOrder: Hashable, Sendable {
  case quit, help
  case filter(String)
  case view(DashboardView)
  case sort(TriggerSort)
  case goto(TriggerID)
  case act(ActionKind)

  /// - Throws: `InvalidInput` that names what is wrong and what is allowed.
  init(_ text: String) throws(InvalidInput) {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    let rest = words.count > 1 ? words[1] : ""
    switch words.first ?? "" {
    case "q", "quit", "q!": self = .quit
    case "help", "h": self = .help
    case "filter", "f": self = .filter(rest)
    case "view": self = .view(try Self.view(rest))
    case "sort": self = .sort(try Self.sort(rest))
    case "goto": self = .goto(try Self.id(rest))
    case "retry": self = .act(.retry)
    case "reschedule": self = .act(.reschedule)
    case "delete": self = .act(.delete)
    case let word:
      guard let id = TriggerID(word) else {
        throw InvalidInput(
          "There is no command \"\(word)\"; use filter, view, sort, goto, retry, reschedule, delete, help or q.")
      }
      self = .goto(id)
    }
  }

  private static func view(_ name: String) throws(InvalidInput) -> DashboardView {
    guard let view = DashboardView(rawValue: name) else {
      let names = DashboardView.allCases.map(\.rawValue).joined(separator: ", ")
      throw InvalidInput("There is no view \"\(name)\"; views are \(names).")
    }
    return view
  }

  private static func sort(_ text: String) throws(InvalidInput) -> TriggerSort {
    let words = text.split(separator: " ").map(String.init)
    guard let name = words.first, let key = TriggerSort.Key(rawValue: name) else {
      let names = TriggerSort.Key.allCases.map(\.rawValue).joined(separator: ", ")
      throw InvalidInput("Give an order to sort by: \(names).")
    }
    switch words.dropFirst().first {
    case nil, "up", "asc": return TriggerSort(key)
    case "down", "desc": return TriggerSort(key, ascending: false)
    case let word?: throw InvalidInput("\"\(word)\" is no direction; write up or down.")
    }
  }

  private static func id(_ text: String) throws(InvalidInput) -> TriggerID {
    guard let id = TriggerID(text) else { throw InvalidInput("\"\(text)\" is no id; write a number such as 88120.") }
    return id
  }
}
