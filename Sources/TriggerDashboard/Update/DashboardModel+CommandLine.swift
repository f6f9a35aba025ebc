import TerminalUI
import TriggerCore

extension DashboardModel {
  /// While a command is typed it gets every key.
  mutating func type(_ input: Input) -> [DashboardEffect] {
    guard var field = commandField else { return [] }
    switch input {
    case .key(.enter):
      commandField = nil
      return field.isEmpty ? [] : obey(field.text)
    case .key(.escape), .key(.control("c")): commandField = nil
    case .key(.backspace) where field.isEmpty: commandField = nil
    case .key(let key):
      _ = field.handle(key)
      commandField = field
    case .paste(let text):
      field.insert(text)
      commandField = field
    default: break
    }
    return []
  }

  private mutating func obey(_ text: String) -> [DashboardEffect] {
    do {
      return try carryOut(CommandLineOrder(text))
    } catch {
      notice = .refusal(error.description)
      return []
    }
  }

  private mutating func carryOut(_ order: CommandLineOrder) throws(InvalidInput) -> [DashboardEffect] {
    let context = context
    switch order {
    case .quit: return quit()
    case .help: return present(HelpScreen())
    case .filter(let text):
      let requests = try triggers.narrow(to: text, in: context)
      return show(.triggers) + carryOut(requests)
    case .view(let view): return show(.triggers) + carryOut(triggers.show(view, in: context))
    case .sort(let sort): return show(.triggers) + carryOut(triggers.order(sort, in: context))
    case .goto(let id): return show(.triggers) + carryOut(triggers.go(to: id, in: context))
    case .act(let kind): return act(kind)
    }
  }

  /// As its key does on the list.
  private mutating func act(_ kind: ActionKind) -> [DashboardEffect] {
    let command = TriggersCommand.act(kind)
    let context = context
    switch triggers.availability(of: command, in: context) {
    case .available: return carryOut(triggers.handle(command, in: context))
    case .hidden: notice = .refusal("There is no trigger to \(kind.rawValue).")
    case .refused(let reason): notice = .refusal(reason)
    }
    return []
  }

  /// The line being typed at the foot of the frame.
  var entryLine: EntryLine? {
    commandField.map { EntryLine(prefix: ":", field: $0) } ?? topScreen.entryLine
  }
}
