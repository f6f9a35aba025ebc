import CNcurses
import TerminalUI

extension RawKey {
  /// What `terminal_next_key` returned; nil for keys that nothing is bound to.
  init?(code: Int32) {
    if let scalar = Unicode.Scalar(UInt32(bitPattern: code)) {
      self = .scalar(scalar)
      return
    }
    let code = Int(code)
    if (TERMINAL_KEY_F0 + 1...TERMINAL_KEY_F0 + 63).contains(code) {
      self = .key(.function(code - TERMINAL_KEY_F0))
      return
    }
    switch code {
    case TERMINAL_KEY_UP: self = .key(.up)
    case TERMINAL_KEY_DOWN: self = .key(.down)
    case TERMINAL_KEY_LEFT: self = .key(.left)
    case TERMINAL_KEY_RIGHT: self = .key(.right)
    case TERMINAL_KEY_HOME: self = .key(.home)
    case TERMINAL_KEY_END: self = .key(.end)
    case TERMINAL_KEY_PAGE_UP: self = .key(.pageUp)
    case TERMINAL_KEY_PAGE_DOWN: self = .key(.pageDown)
    case TERMINAL_KEY_INSERT: self = .key(.insert)
    case TERMINAL_KEY_DELETE: self = .key(.delete)
    case TERMINAL_KEY_BACKSPACE: self = .key(.backspace)
    case TERMINAL_KEY_BACK_TAB: self = .key(.backTab)
    case TERMINAL_KEY_ENTER: self = .key(.enter)
    case TERMINAL_KEY_PASTE_BEGIN: self = .pasteBegin
    case TERMINAL_KEY_PASTE_END: self = .pasteEnd
    case TERMINAL_KEY_FOCUS_IN: self = .focus(true)
    case TERMINAL_KEY_FOCUS_OUT: self = .focus(false)
    case TERMINAL_KEY_MOUSE: self = .mouse
    default: return nil
    }
  }
}
