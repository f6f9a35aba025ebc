import TerminalUI
import TriggerCore

/// The keys of the screen below and those that work everywhere, the limits in force, and what the colours mean.
struct HelpScreen: Modal {
  enum Command: Hashable, Sendable {
    case back
    case show(ScreenID)
    case scroll(Scroll)
  }

  static let bindings: [KeyBinding<Command>] =
    [
      KeyBinding(
        .escape, "?", "q", .function(1), command: .back, label: "close", help: "Close this help.", group: "Help",
        importance: 90)
    ]
    + ScreenID.allCases.map { screen in
      KeyBinding(
        .character(screen.digit), command: .show(screen), help: "Close this help and go to \(screen.title).",
        group: "Help")
    } + Scroll.bindings(group: "Help") { .scroll($0) }

  /// Of the text, in a terminal of 110 columns.
  private static let twoColumnsFrom = 108
  private static let gutter = 4

  private var viewport = Viewport()

  func availability(of command: Command, in context: ScreenContext) -> Availability {
    guard case .show(let screen) = command else { return .available }
    return context.facilities.screens.contains(screen) ? .available : .hidden
  }

  mutating func handle(_ command: Command, in context: ScreenContext) -> [ScreenRequest] {
    switch command {
    case .back: return [.back]
    case .show(let screen): return [.back, .show(screen)]
    case .scroll(let scroll):
      let body = parts(of: context.area).body
      viewport.scroll(scroll, height: body.height, count: lines(width: body.width, in: context).count)
      return []
    }
  }

  mutating func capture(_ input: Input, in context: ScreenContext) -> [ScreenRequest]? {
    guard case .mouse(let event) = input, let scroll = Scroll(event) else { return nil }
    return handle(.scroll(scroll), in: context)
  }

  func draw(into frame: inout Frame, in rect: Rect, context: ScreenContext) {
    let parts = parts(of: rect)
    frame.fill(rect)
    Rule(leading: [Span("HELP", .title)]).draw(into: &frame, in: parts.title)
    frame.write(lines(width: parts.body.width, in: context), in: parts.body, from: viewport)
  }

  private func parts(of rect: Rect) -> (title: Rect, body: Rect) {
    let (title, rest) = rect.splitTop(1)
    return (title, rest.inset(horizontally: 1))
  }

  private func lines(width: Int, in context: ScreenContext) -> [[Span]] {
    guard width >= Self.twoColumnsFrom else { return sections(width: width, in: context) }
    let columnWidth = (width - Self.gutter) / 2
    let lines = sections(width: columnWidth, in: context)
    // Between two sections, where both columns are most alike.
    let breaks = lines.indices.filter { $0 > 0 && lines[$0].isEmpty }
    let middle = breaks.min { abs(2 * $0 - lines.count) < abs(2 * $1 - lines.count) } ?? lines.count
    let (left, right) = (lines[..<middle], Array(lines[middle...]))
    return (0..<max(left.count, right.count)).map { index in
      let (first, second) = (index < left.count ? left[index] : [], index < right.count ? right[index] : [])
      let padding = String(repeating: " ", count: max(0, columnWidth + Self.gutter - first.displayWidth))
      return second.isEmpty ? first : first + [Span(padding)] + second
    }
  }

  private func sections(width: Int, in context: ScreenContext) -> [[Span]] {
    var text = TextLines(width: width)
    for line in HelpList(context.keys, glyphs: context.glyphs).lines(width: width) { text.line(line) }
    text.heading("States")
    for (state, meaning) in Self.meanings(context.limits) { text.field(state.rawValue, meaning, Role(state)) }
    text.field("running", "a mark upon a state: somebody holds a claim or a lock on it", .running)
    text.heading("Limits", context.limitsOrigin)
    text.text(
      "Warned above \(context.limits.warning) tries, given up at \(context.limits.error). Other workers' limits may"
        + " differ: each processor goes by its own.")
    text.heading("Numbers")
    text.field("≥ 10,001", "counting stopped there")
    text.field("?", "not known")
    text.field("≈ 52,100", "an estimate")
    return text.lines
  }

  private static func meanings(_ limits: TryLimits) -> [(TriggerState, String)] {
    [
      (.pending, "due, and never tried"),
      (.scheduled, "never tried, and its time has not come"),
      (
        .failing,
        "tried \(limits.warning == 1 ? "once" : "1 to \(limits.warning) times") and failed; will be tried again"
      ),
      (.warned, "failed more than \(limits.warning) times; will be tried again"),
      (.failed, "given up, after \(limits.error) tries or by whoever processed it"),
      (.succeeded, "done"),
    ]
  }
}
