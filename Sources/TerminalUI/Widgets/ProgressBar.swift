/// How much of something is done.
public struct ProgressBar: Sendable {
  /// 0…1.
  public var fraction: Double
  public var style: Style

  public init(fraction: Double, style: Style = .text) {
    self.fraction = fraction.isFinite ? min(1, max(0, fraction)) : 0
    self.style = style
  }

  /// Draws along the first row of `rect`, with the percentage at its end where there is room for it.
  public func draw(into frame: inout Frame, in rect: Rect) {
    let line = rect.row(0)
    // Done means done: 100 % only when nothing is left.
    let percent = " \(Int(fraction * 100)) %"
    let (bar, label) = line.splitRight(line.width >= 12 ? " 100 %".count : 0)
    let done = Int(fraction * Double(bar.width))
    frame.fill(bar.columns(0..<done), with: "█", style: style)
    frame.fill(bar.columns(done..<max(done, bar.width)), with: "░", style: Style(.muted))
    let indent = max(0, label.width - percent.count)
    frame.write(percent, at: Point(x: label.x + indent, y: label.y), width: label.width - indent, style: style)
  }
}
