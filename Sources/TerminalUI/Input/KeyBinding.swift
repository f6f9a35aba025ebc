/// Keys, the command they stand for, and its help: key bar and help screen are derived from these and cannot lie.
public struct KeyBinding<Command: Hashable & Sendable>: Sendable {
  /// The first is the one that key bars name.
  public let keys: [Key]
  public let command: Command
  /// One or two words for the key bar, or nil if it is not to stand there.
  public let label: String?
  /// A sentence for the help screen.
  public let help: String
  /// The heading under which help lists it.
  public let group: String
  /// Greater is kept longer when the key bar has too little room.
  public let importance: Int

  public init(
    _ keys: Key..., command: Command, label: String? = nil, help: String, group: String = "", importance: Int = 0
  ) {
    self.init(keys: keys, command: command, label: label, help: help, group: group, importance: importance)
  }

  public init(
    keys: [Key], command: Command, label: String? = nil, help: String, group: String = "", importance: Int = 0
  ) {
    self.keys = keys
    self.command = command
    self.label = label
    self.help = help
    self.group = group
    self.importance = importance
  }
}

extension KeyBinding {
  /// The same keys and words, with the press of the first key as the command: bindings of different commands can so
  /// stand in one key bar or help list. Nil without a key.
  public var pressed: KeyBinding<Key>? {
    keys.first.map {
      KeyBinding<Key>(keys: keys, command: $0, label: label, help: help, group: group, importance: importance)
    }
  }

  /// The same under another label.
  public func labelled(_ label: String) -> KeyBinding {
    KeyBinding(keys: keys, command: command, label: label, help: help, group: group, importance: importance)
  }
}

extension Sequence {
  /// The command that a key stands for.
  public func command<Command>(for key: Key) -> Command? where Element == KeyBinding<Command> {
    first { $0.keys.contains(key) }?.command
  }
}
