/// One line of the keys that matter now, from the bindings that have a label.
public struct KeyBar<Command: Hashable & Sendable>: Sendable {
  public var bindings: [KeyBinding<Command>]
  public var glyphs: Glyphs

  public init(_ bindings: [KeyBinding<Command>], glyphs: Glyphs = .unicode) {
    self.bindings = bindings
    self.glyphs = glyphs
  }

  /// Draws along the first row of `rect`, leaving out the least important that do not fit.
  public func draw(into frame: inout Frame, in rect: Rect) {
    let line = rect.row(0)
    var x = line.x + 1
    for entry in entries(fitting: line.width - 1) {
      x += frame.write(entry, at: Point(x: x, y: line.y), width: line.maxX - x) + Self.gap
    }
  }

  /// The command whose label is at a point.
  public func command(at point: Point, in rect: Rect) -> Command? {
    let line = rect.row(0)
    guard line.contains(point) else { return nil }
    var x = line.x + 1
    for binding in shown(fitting: line.width - 1) {
      let width = spans(for: binding).displayWidth
      if point.x >= x, point.x < x + width { return binding.command }
      x += width + Self.gap
    }
    return nil
  }

  private static var gap: Int { 2 }

  private func entries(fitting width: Int) -> [[Span]] { shown(fitting: width).map(spans) }

  private func shown(fitting width: Int) -> [KeyBinding<Command>] {
    var shown = bindings.filter { $0.label != nil && !$0.keys.isEmpty }
    func taken() -> Int { shown.reduce(-Self.gap) { $0 + Self.gap + spans(for: $1).displayWidth } }
    while !shown.isEmpty, taken() > width {
      let least = shown.indices.min {
        (shown[$0].importance, -$0) < (shown[$1].importance, -$1)
      }
      if let least { shown.remove(at: least) }
    }
    return shown
  }

  private func spans(for binding: KeyBinding<Command>) -> [Span] {
    [Span(binding.keys.first.map { $0.name(in: glyphs) } ?? "", .key), Span(" " + (binding.label ?? ""), .muted)]
  }
}
