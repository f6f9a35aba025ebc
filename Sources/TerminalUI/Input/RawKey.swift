/// What a terminal library reads from the keyboard's bytes, before their meaning is known.
public enum RawKey: Hashable, Sendable {
  /// A character or a control code.
  case scalar(Unicode.Scalar)
  /// A sequence that the library recognised.
  case key(Key)
  /// The head of an SGR mouse report, whose rest follows as scalars: `button;column;row` and `M` or `m`.
  case mouse
  case pasteBegin
  case pasteEnd
  case focus(Bool)
  /// Nothing more lies waiting for now.
  case pause
}
