import TerminalUI

/// A line being typed at the foot of the frame, in place of the key bar.
struct EntryLine: Hashable, Sendable {
  /// `/` or `:`.
  var prefix: String
  var field: TextField
  /// What is wrong with it so far, or what it would do.
  var remark: Span?
}
