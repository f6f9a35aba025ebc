import TerminalUI

/// A dialog of the usual shape: a title, a body that scrolls, perhaps a field, and buttons of which the last cancels and
/// has the focus at first.
///
/// Tab moves between the field and the buttons, Enter presses, `y` confirms wherever the field does not take it, Esc
/// cancels. The keys that open dialogs (`r`, `s`, `D`, `P`, `q`, Enter) confirm nothing on their own.
protocol BoxModal: Modal where Command == BoxCommand {
  var box: BoxState { get set }

  func title(in context: ScreenContext) -> String
  func body(width: Int, in context: ScreenContext) -> [[Span]]
  /// One or two; the last is what Esc presses.
  func buttons(in context: ScreenContext) -> [Dialog.Button]
  /// The label before the field; nil where there is no field.
  func promptLabel(in context: ScreenContext) -> String?
  /// Whether the field takes this key, if it is a key for fields at all.
  func isForField(_ key: Key) -> Bool
  var role: Role { get }

  /// The first of two buttons was pressed.
  mutating func confirm(in context: ScreenContext) -> [ScreenRequest]
  /// The last button was pressed.
  mutating func cancel(in context: ScreenContext) -> [ScreenRequest]
  /// The command line that does the same; nil where there is none.
  func commandLine(in context: ScreenContext) -> String?
  /// Changes the choice that a dialog with a binding for it offers.
  mutating func toggleChoice()
  mutating func chooseAll()
  /// Moves the cursor of a list in the body.
  ///
  /// - Returns: the line of the body that must be seen; nil where there is no list, and the body scrolls.
  mutating func choose(_ scroll: Scroll, in context: ScreenContext) -> Int?
}

extension BoxModal {
  static var bindings: [KeyBinding<BoxCommand>] { BoxCommand.bindings }

  var role: Role { .border }
  func promptLabel(in context: ScreenContext) -> String? { nil }
  func isForField(_ key: Key) -> Bool { true }
  func commandLine(in context: ScreenContext) -> String? { nil }
  mutating func toggleChoice() {}
  mutating func chooseAll() {}
  mutating func choose(_ scroll: Scroll, in context: ScreenContext) -> Int? { nil }
  mutating func cancel(in context: ScreenContext) -> [ScreenRequest] { [.back] }

  func availability(of command: BoxCommand, in context: ScreenContext) -> Availability {
    usualAvailability(of: command, in: context)
  }

  func usualAvailability(of command: BoxCommand, in context: ScreenContext) -> Availability {
    switch command {
    case .confirm: buttons(in: context).count > 1 ? .available : .hidden
    case .nextButton, .previousButton:
      buttons(in: context).count + (promptLabel(in: context) == nil ? 0 : 1) > 1 ? .available : .hidden
    case .copyCommand: commandLine(in: context) == nil ? .hidden : .available
    case .press, .cancel, .scroll, .toggleChoice, .chooseAll: .available
    }
  }

  /// Esc and Enter are called what the buttons are called that they press.
  func keyHelp(in context: ScreenContext) -> [KeyHelp] {
    let buttons = buttons(in: context).map { $0.title.lowercased() }
    return availableBindings(in: context).compactMap { binding in
      switch binding.command {
      case .cancel: binding.labelled(buttons.last ?? "close").pressed
      case .press where buttons.count == 1: binding.labelled(buttons[0]).pressed
      default: binding.pressed
      }
    }
  }

  mutating func handle(_ command: BoxCommand, in context: ScreenContext) -> [ScreenRequest] {
    let buttons = buttons(in: context)
    switch command {
    case .confirm: return confirm(in: context)
    case .cancel: return cancel(in: context)
    case .press:
      let isConfirming = isInField(context) || box.focus.button(of: buttons.count) == 0 && buttons.count > 1
      return isConfirming ? confirm(in: context) : cancel(in: context)
    case .nextButton: box.focus = box.focus.next(hasField: promptLabel(in: context) != nil, buttons: buttons.count)
    case .previousButton:
      box.focus = box.focus.previous(hasField: promptLabel(in: context) != nil, buttons: buttons.count)
    case .scroll(let scroll):
      let line = choose(scroll, in: context)
      let dialog = dialog(in: context.area, context: context)
      let (height, count) = (dialog.visibleBodyRows(in: context.area), dialog.body.count)
      if let line {
        box.viewport.reveal(line, height: height, count: count)
      } else {
        box.viewport.scroll(scroll, height: height, count: count)
      }
    case .copyCommand:
      guard let line = commandLine(in: context) else { return [] }
      return [.carryOut(.terminal(.copy(line))), .tell(.done("Copied the command"))]
    case .toggleChoice: toggleChoice()
    case .chooseAll: chooseAll()
    }
    return []
  }

  /// Scrolls as little as needed for these lines of the body to be seen; the first, where there is no room for all.
  mutating func reveal(_ lines: Range<Int>, in context: ScreenContext) {
    let dialog = dialog(in: context.area, context: context)
    let (height, count) = (dialog.visibleBodyRows(in: context.area), dialog.body.count)
    for line in lines.reversed() { box.viewport.reveal(line, height: height, count: count) }
  }

  mutating func capture(_ input: Input, in context: ScreenContext) -> [ScreenRequest]? {
    switch input {
    case .key(let key) where isInField(context) && isForField(key):
      return box.field.handle(key) ? [] : nil
    case .paste(let text) where promptLabel(in: context) != nil:
      box.focus = .field
      box.field.insert(text)
      return []
    case .mouse(let event): return click(event, in: context)
    default: return nil
    }
  }

  func question(in context: ScreenContext) -> String { title(in: context) }

  /// What its field takes confirms nothing, and ^C never waits: it is the way out when nothing is painted any more.
  func confirms(_ input: Input, in context: ScreenContext) -> Bool {
    switch input {
    case .mouse(let event): return event.action == .press(.left)
    case .key(.control("c")): return false
    case .key(let key):
      var field = box.field
      if isInField(context), isForField(key), field.handle(key) { return false }
      let command = Self.bindings.command(for: key)
      return command == .confirm || command == .press
    default: return false
    }
  }

  /// A field that is not there any more has no focus either.
  private func isInField(_ context: ScreenContext) -> Bool {
    box.focus == .field && promptLabel(in: context) != nil
  }

  private mutating func click(_ event: MouseEvent, in context: ScreenContext) -> [ScreenRequest] {
    if let scroll = Scroll(event) { return handle(.scroll(scroll), in: context) }
    let dialog = dialog(in: context.area, context: context)
    guard event.action == .press(.left), let index = dialog.button(at: event.position, in: context.area) else {
      return []
    }
    return index == dialog.buttons.count - 1 ? cancel(in: context) : confirm(in: context)
  }

  func draw(into frame: inout Frame, in rect: Rect, context: ScreenContext) {
    dialog(in: rect, context: context).draw(into: &frame, in: rect)
  }

  private func dialog(in rect: Rect, context: ScreenContext) -> Dialog {
    let buttons = buttons(in: context)
    let place = context.isProduction && buttons.count > 1 ? " · PRODUCTION" : ""
    var dialog = Dialog(
      title: title(in: context) + place, body: body(width: Dialog.bodyWidth(in: rect), in: context),
      prompt: promptLabel(in: context).map { Dialog.Prompt($0, box.field) }, buttons: buttons,
      focused: isInField(context) ? -1 : box.focus.button(of: buttons.count) ?? buttons.count - 1,
      viewport: box.viewport, role: role, glyphs: context.glyphs)
    dialog.viewport.scroll(by: 0, height: dialog.visibleBodyRows(in: rect), count: dialog.body.count)
    return dialog
  }
}
