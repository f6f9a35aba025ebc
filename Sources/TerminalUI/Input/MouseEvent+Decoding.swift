extension MouseEvent {
  /// An SGR report: `button;column;row`, counted from 1, with the modifiers among the button's bits.
  init?(report: String, isRelease: Bool) {
    let numbers = report.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 3, let bits = numbers[0], let column = numbers[1], let row = numbers[2] else { return nil }
    let button: Button
    switch bits & 0b11 {
    case 0: button = .left
    case 1: button = .middle
    case 2: button = .right
    // Moving with no button, which is never asked for.
    default: return nil
    }
    let action: Action
    switch bits & 0b1110_0000 {
    case 0: action = isRelease ? .release(button) : .press(button)
    case 32: action = .drag(button)
    case 64 where button == .left: action = .wheelUp
    case 64 where button == .middle: action = .wheelDown
    default: return nil
    }
    self.init(
      action, at: Point(x: max(0, column - 1), y: max(0, row - 1)), shift: bits & 4 != 0, alt: bits & 8 != 0,
      control: bits & 16 != 0)
  }
}
