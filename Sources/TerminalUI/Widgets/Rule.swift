/// A horizontal line with something written on it at either end.
public struct Rule: Sendable {
  public var leading: [Span]
  public var trailing: [Span]

  public init(leading: [Span] = [], trailing: [Span] = []) {
    self.leading = leading
    self.trailing = trailing
  }

  /// Draws along the first row of `rect`. What trails is left out where both do not fit.
  public func draw(into frame: inout Frame, in rect: Rect) {
    let line = rect.row(0)
    guard !line.isEmpty else { return }
    frame.horizontalLine(at: line.origin, width: line.width)
    let room = line.inset(horizontally: 1)
    let used = drawPadded(leading, into: &frame, in: room)
    let width = trailing.displayWidth + 2
    if !trailing.isEmpty, used + 1 + width <= room.width {
      _ = drawPadded(trailing, into: &frame, in: room.splitRight(width).right)
    }
  }

  private func drawPadded(_ spans: [Span], into frame: inout Frame, in room: Rect) -> Int {
    guard !spans.isEmpty else { return 0 }
    return frame.write([Span(" ")] + spans + [Span(" ")], at: room.origin, width: room.width)
  }
}
