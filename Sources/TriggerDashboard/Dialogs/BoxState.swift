import TerminalUI

/// Where a dialog stands: what has the focus, what was typed, how far it was scrolled.
struct BoxState: Hashable, Sendable {
  enum Focus: Hashable, Sendable {
    case field
    /// From the right: 0 is the last button, Cancel.
    case button(Int)

    /// The index of the button that has the focus.
    func button(of count: Int) -> Int? {
      if case .button(let index) = self { max(0, count - 1 - index) } else { nil }
    }

    func next(hasField: Bool, buttons: Int) -> Focus { step(-1, hasField, buttons) }
    func previous(hasField: Bool, buttons: Int) -> Focus { step(1, hasField, buttons) }

    /// Buttons count from the right, the field comes before them all.
    private func step(_ step: Int, _ hasField: Bool, _ buttons: Int) -> Focus {
      let places = buttons + (hasField ? 1 : 0)
      guard places > 0 else { return self }
      let place = if case .button(let index) = self { index } else { buttons }
      let next = (place + step + places) % places
      return next == buttons ? .field : .button(next)
    }
  }

  var focus = Focus.button(0)
  var field = TextField()
  var viewport = Viewport()

  /// Asks for the field to be mended, with the beginning of the body in sight, where it is said what is wrong.
  mutating func askAgain() {
    focus = .field
    viewport = Viewport()
  }
}
