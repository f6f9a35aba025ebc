import TerminalUI

/// What a binding tells about itself, whatever its command: a piece of the key bar, a line of help.
struct KeyHelp: Hashable, Sendable {
  let keys: [Key]
  let label: String?
  let help: String
  let group: String
  let importance: Int

  init<Command>(_ binding: KeyBinding<Command>) {
    keys = binding.keys
    label = binding.label
    help = binding.help
    group = binding.group
    importance = binding.importance
  }
}
