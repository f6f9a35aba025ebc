import TerminalUI

/// Something that has to be read: a title, text of any length, one button.
struct MessageDialog: BoxModal {
  var box = BoxState()
  let title: String
  let message: String
  let role: Role

  init(_ title: String, _ message: String, role: Role = .border) {
    self.title = title
    self.message = message
    self.role = role
  }

  func title(in context: ScreenContext) -> String { title }
  func buttons(in context: ScreenContext) -> [Dialog.Button] { [Dialog.Button(.escape, "Close")] }
  mutating func confirm(in context: ScreenContext) -> [ScreenRequest] { [.back] }

  func body(width: Int, in context: ScreenContext) -> [[Span]] {
    var text = TextLines(width: width)
    text.text(message)
    return text.lines
  }
}
