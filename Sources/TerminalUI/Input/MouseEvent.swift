/// What the mouse did, and where.
public struct MouseEvent: Hashable, Sendable {
  public enum Button: Hashable, Sendable { case left, middle, right }

  public enum Action: Hashable, Sendable {
    case press(Button)
    case release(Button)
    case drag(Button)
    case wheelUp
    case wheelDown
  }

  public var action: Action
  /// Something was pressed or turned, rather than let go or dragged.
  public var isPress: Bool {
    switch action {
    case .press, .wheelUp, .wheelDown: true
    case .release, .drag: false
    }
  }
  /// The cell, which may lie outside a frame drawn before a resize.
  public var position: Point
  public var shift: Bool
  public var alt: Bool
  public var control: Bool

  public init(
    _ action: Action, at position: Point, shift: Bool = false, alt: Bool = false, control: Bool = false
  ) {
    self.action = action
    self.position = position
    self.shift = shift
    self.alt = alt
    self.control = control
  }
}
