import TerminalUI
import TriggerCore

extension DashboardModel {
  /// After this the key bar comes back by itself; trouble stays until a key is pressed.
  private static let noticeTime = Duration.seconds(8)

  mutating func take(_ input: Input) -> [DashboardEffect] {
    switch input {
    case .resize(let size):
      self.size = size
      triggers.list.keepCursor(atOffset: triggers.list.cursorOffset, height: triggers.height(in: context))
      return carryOut(triggers.loadNeighbours(in: context))
    case .tick:
      if let notice, notice.kind != .trouble, uptime - noticedAt > Self.noticeTime { self.notice = nil }
      return refreshIfDue()
    case .focus: return []
    case .interrupt: return quit()
    case .key(.alt(let character)):
      // Over a fast link, Escape and the key after it arrive as one. No binding here has Alt.
      return take(.key(.escape)) + take(.key(.character(character)))
    case .key(.control("z")): return suspend()
    case .mouse(let event) where !event.isPress: return press(input) + refreshIfDue()
    case .mouse(let event) where Foot(model: self).hasNotice(at: event.position, in: ChromeLayout(size: size).foot):
      notice = nil
      return refreshIfDue()
    case .key, .paste, .mouse:
      notice = nil
      return press(input) + refreshIfDue()
    }
  }

  /// From the top down: dialog, then ^C, command line, mouse on the frame, screen, keys that work everywhere.
  private mutating func press(_ input: Input) -> [DashboardEffect] {
    if var modal {
      if seen != sight, modal.confirms(input, in: modalContext) {
        notice = .refusal("That came before this dialog was to be read, and did nothing; press it again.")
        return []
      }
      let requests = modal.respond(to: input, in: modalContext)
      self.modal = modal
      if requests == nil, input == .key(.control("c")) { return quit() }
      return carryOut(requests ?? [])
    }
    let context = context
    if commandField != nil { return type(input) }
    if case .mouse(let event) = input, let effects = click(event) { return effects }
    if let requests = withTopScreen({ $0.respond(to: input, in: context) }) { return carryOut(requests) }
    guard case .key(let key) = input, let command = GlobalCommand.bindings.command(for: key) else { return [] }
    switch command.availability(in: context) {
    case .available: return perform(command)
    case .refused(let reason): notice = .refusal(reason)
    case .hidden: break
    }
    return []
  }

  private mutating func perform(_ command: GlobalCommand) -> [DashboardEffect] {
    switch command {
    case .show(let screen): return show(screen)
    case .help: return present(HelpScreen())
    case .command: commandField = TextField()
    case .quit: return quit()
    case .window:
      windows = windows.next
      forgetOutcomes()
      refresh.hurry(at: uptime)
      return carryOut(triggers.reload(in: context))
    case .timeStyle:
      timeStyle = timeStyle.next
      notice = .done("Times are \(timeStyle.words).")
    case .refresh: refresh.hurry(at: uptime)
    case .redraw: return [.terminal(.redraw)]
    case .suspend: return suspend()
    case .mouse:
      isMouseOn.toggle()
      notice = .done(isMouseOn ? "Mouse on: click rows, tiles and keys." : "Mouse off: the terminal selects text.")
    case .processor: return toggleProcessor()
    case .undo: return present(UndoDialog())
    }
    return []
  }

  /// Their numbers were those of other windows.
  private mutating func forgetOutcomes() {
    for state in [TriggerState.failed, .succeeded] {
      data.counts?.states[state] = nil
      trends.forget(state)
    }
  }

  private mutating func toggleProcessor() -> [DashboardEffect] {
    switch data.processor?.state ?? .off {
    case .running: return [.processor(.pause)]
    case .off, .paused:
      // A queue that somebody else made is not worked off by one key.
      return ProcessorCommand.start.dialog(in: context).map { present($0) } ?? [.processor(.start)]
    case .draining:
      notice = .refusal("The processor is stopping; wait until it is off.")
      return []
    }
  }

  /// The keys that would do something now.
  var keyHelp: [KeyHelp] { modal?.keyHelp(in: modalContext) ?? screenKeyHelp(in: context) }

  private func screenKeyHelp(in context: ScreenContext) -> [KeyHelp] {
    topScreen.keyHelp(in: context) + GlobalCommand.keyHelp(in: context)
  }

  /// The world as dialogs see it: help tells the keys of the screen below.
  var modalContext: ScreenContext {
    var context = context
    context.keys = screenKeyHelp(in: context)
    context.area = ChromeLayout(size: size).dialogs
    return context
  }
}

// MARK: - The mouse on the frame around the screens

extension DashboardModel {
  private mutating func click(_ event: MouseEvent) -> [DashboardEffect]? {
    guard event.action == .press(.left) else { return nil }
    let layout = ChromeLayout(size: size)
    if let view = Tiles(model: self).view(at: event.position, in: layout.tiles) {
      return show(.triggers) + carryOut(triggers.show(view, in: context))
    }
    if let screen = Headline(model: self).screen(at: event.position, in: layout.rule) { return show(screen) }
    return Foot(model: self).key(at: event.position, in: layout.foot).map { press(.key($0)) }
  }
}

extension TimeFormat.Style {
  fileprivate var words: String {
    switch self {
    case .local: "local"
    case .utc: "in UTC"
    case .relative: "relative to now"
    }
  }

  fileprivate var next: TimeFormat.Style {
    switch self {
    case .local: .utc
    case .utc: .relative
    case .relative: .local
    }
  }
}
