import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Tables of keys")
struct KeyTableTests {
  /// What a list binds. Boxes and the progress of an operation keep all keys to themselves; under a screen lie those
  /// that work everywhere.
  struct Keys: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let keys: [Key]
    let help: [String]
    /// Those of everywhere that mean something of its own on the screen.
    let shadows: Set<Key>

    init<Command>(_ name: String, _ bindings: [KeyBinding<Command>], shadows: Set<Key> = []) {
      testDescription = name
      keys = bindings.flatMap(\.keys)
      help = bindings.map(\.help)
      self.shadows = shadows
    }

    static let screens = [
      Keys("triggers", TriggersScreen.bindings), Keys("detail", DetailScreen.bindings, shadows: []),
      Keys("processors", ProcessorsScreen.bindings, shadows: ["P"]), Keys("log", LogScreen.bindings, shadows: ["w"]),
      Keys("checks", ChecksScreen.bindings, shadows: ["R"]),
    ]
    static let alone = [
      Keys("everywhere", GlobalCommand.bindings), Keys("help", HelpScreen.bindings), Keys("box", BoxCommand.bindings),
      Keys("release", ReleaseLocksDialog.bindings), Keys("retry", RetryDialog.bindings),
      Keys("quit", QuitDialog.bindings), Keys("edit", EditDialog.bindings),
      Keys("progress", ProgressDialog.bindings),
    ]
  }

  @Test("no key stands for two things, and each says what it does", arguments: Keys.screens + Keys.alone)
  func unambiguous(_ list: Keys) {
    #expect(Set(list.keys).count == list.keys.count)
    #expect(!list.help.contains(""))
  }

  @Test("what works everywhere works on every screen, but for its own keys", arguments: Keys.screens)
  func shadows(_ list: Keys) {
    #expect(Set(list.keys).intersection(GlobalCommand.bindings.flatMap(\.keys)) == list.shadows)
  }
}
