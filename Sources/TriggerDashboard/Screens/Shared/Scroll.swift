import TerminalUI

/// How far a page is to be scrolled.
enum Scroll: Hashable, Sendable {
  case up, down, pageUp, pageDown, home, end

  /// The same keys wherever something scrolls.
  static func bindings<Command>(
    group: String, _ command: (Scroll) -> Command
  ) -> [KeyBinding<Command>] {
    [
      KeyBinding(.up, "k", command: command(.up), help: "Up one line.", group: group),
      KeyBinding(.down, "j", command: command(.down), help: "Down one line.", group: group),
      KeyBinding(.pageUp, command: command(.pageUp), help: "Up one page.", group: group),
      KeyBinding(.pageDown, .control("f"), command: command(.pageDown), help: "Down one page.", group: group),
      KeyBinding(.home, "g", command: command(.home), help: "To the top.", group: group),
      KeyBinding(.end, "G", command: command(.end), help: "To the end.", group: group),
    ]
  }

  /// What the wheel asks for; nil for anything else the mouse does.
  init?(_ event: MouseEvent) {
    switch event.action {
    case .wheelUp: self = .up
    case .wheelDown: self = .down
    default: return nil
    }
  }

  /// - Parameter height: rows on screen.
  func rows(height: Int, count: Int) -> Int {
    switch self {
    case .up: -1
    case .down: 1
    case .pageUp: -max(1, height - 1)
    case .pageDown: max(1, height - 1)
    case .home: -count
    case .end: count
    }
  }
}

extension Viewport {
  mutating func scroll(_ scroll: Scroll, height: Int, count: Int) {
    self.scroll(by: scroll.rows(height: height, count: count), height: height, count: count)
  }
}

extension Frame {
  /// Writes the lines that a viewport shows; one that stands too far down is taken to stand at the end. How many are
  /// hidden below stands in the corner.
  mutating func write(_ lines: [[Span]], in rect: Rect, from viewport: Viewport) {
    var viewport = viewport
    viewport.scroll(by: 0, height: rect.height, count: lines.count)
    for (index, line) in lines.dropFirst(viewport.first).prefix(rect.height).enumerated() {
      write(line, at: rect.row(index).origin, width: rect.width)
    }
    let hidden = lines.count - viewport.first - rect.height
    guard hidden > 0, rect.height > 1 else { return }
    let hint = " ↓\(hidden)"
    let corner = rect.row(rect.height - 1).splitRight(hint.displayWidth).right
    write(hint, at: corner.origin, width: corner.width, style: Style(.muted))
  }
}
