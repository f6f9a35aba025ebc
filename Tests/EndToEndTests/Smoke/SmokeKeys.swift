import TerminalUI
import TriggerCore

@testable import TriggerDashboard

/// What can be pressed where, derived from the dashboard's own bindings.
enum SmokeKeys {
  /// Every key of every screen, of the help and of the dialogs that lists open. From wherever a key leads, two Escapes
  /// and a digit lead back. What confirms, quits or suspends is not among them.
  static var strokes: [KeySession.Stroke] {
    screens.flatMap { $0 }
      + strokes(on: "the detail", after: ["1", "0", "Enter"], DetailScreen.bindings.flatMap(\.keys) + everywhere)
      + strokes(on: "help", after: ["1", "?"], HelpScreen.bindings.flatMap(\.keys))
      + dialogs.flatMap { $0 }
  }

  static var quitting: [[String]] { keys(of: .quit) }
  static var suspending: [[String]] { keys(of: .suspend) }

  private static func keys(of command: GlobalCommand) -> [[String]] {
    GlobalCommand.bindings.filter { $0.command == command }.flatMap(\.keys).map { [$0.tmuxName] }
  }

  private static var everywhere: [Key] {
    GlobalCommand.bindings.filter { $0.command != .quit && $0.command != .suspend }.flatMap(\.keys)
  }

  private static var screens: [[KeySession.Stroke]] {
    var model = DashboardModel(options: DashboardOptions(), clock: .now, size: Size(columns: 80, rows: 24))
    return ScreenID.allCases.map { screen in
      model.screen = screen
      return strokes(on: screen.title, after: [String(screen.digit)], keys(of: model.topScreen) + everywhere)
    }
  }

  private static func keys(of screen: some Screen) -> [Key] { type(of: screen).bindings.flatMap(\.keys) }

  private static var dialogs: [[KeySession.Stroke]] {
    [
      dialog("Retry", ["1", "0", "r"], RetryDialog.bindings),
      dialog("Reschedule", ["1", "0", "s"], RescheduleDialog.bindings),
      dialog("Delete", ["1", "0", "*", "D"], DeleteDialog.bindings),
      dialog("Run", ["1", "/", "j", "o", "b", "Enter", "x"], ForceDialog.bindings),
      dialog("Edit", ["1", "0", "e"], EditDialog.bindings),
      dialog("Undo", ["1", "u"], UndoDialog.bindings),
      dialog("Process", ["2", "P"], StartProcessorDialog.bindings),
    ]
  }

  private static func dialog(
    _ name: String, _ opening: [String], _ bindings: [KeyBinding<BoxCommand>]
  ) -> [KeySession.Stroke] {
    let harmless = bindings.filter { $0.command != .confirm && $0.command != .press }
    return strokes(on: "the dialog \(name)", after: opening, harmless.flatMap(\.keys))
  }

  private static func strokes(on place: String, after opening: [String], _ keys: [Key]) -> [KeySession.Stroke] {
    keys.map { key in
      KeySession.Stroke(
        description: "\(key) on \(place)", keys: opening + [key.tmuxName, "Escape", "Escape"])
    }
  }
}

extension Key {
  /// As `tmux send-keys` knows it.
  fileprivate var tmuxName: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(" "): "C-Space"
    case .control(let character): "C-\(character)"
    case .alt(let character): "M-\(character)"
    case .enter: "Enter"
    case .escape: "Escape"
    case .tab: "Tab"
    case .backTab: "BTab"
    case .backspace: "BSpace"
    case .delete: "DC"
    case .insert: "IC"
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PPage"
    case .pageDown: "NPage"
    case .function(let number): "F\(number)"
    }
  }
}
