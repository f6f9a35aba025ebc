import TerminalUI

/// What a binding tells about itself, whatever its command: a piece of the key bar, a line of help. Its command is to
/// press its first key, so that a click on the key bar is that key.
typealias KeyHelp = KeyBinding<Key>
