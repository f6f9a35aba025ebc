import TerminalUI
import TriggerCore

/// Whether all is well: one line a check, as `triggertop check` prints them.
struct ChecksScreen: Screen {
  enum Command: Hashable, Sendable {
    case run
    case scroll(Scroll)
  }

  static let bindings: [KeyBinding<Command>] =
    [
      KeyBinding(
        "R", command: .run, label: "check again", help: "Run all checks again.", group: "Checks", importance: 80)
    ] + Scroll.bindings(group: "Checks") { .scroll($0) }

  private var viewport = Viewport()
  /// Of the last run; nil before the first is over.
  private var entries: [CheckRun.Entry]?
  private var ranAt: Instant?
  private var isRunning = false

  mutating func handle(_ command: Command, in context: ScreenContext) -> [ScreenRequest] {
    switch command {
    case .run: return run()
    case .scroll(let scroll):
      let body = context.area.inset(horizontally: 1)
      viewport.scroll(scroll, height: body.height, count: lines(width: body.width, in: context).count)
      return []
    }
  }

  mutating func capture(_ input: Input, in context: ScreenContext) -> [ScreenRequest]? {
    guard case .mouse(let event) = input, let scroll = Scroll(event) else { return nil }
    return handle(.scroll(scroll), in: context)
  }

  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] {
    switch message {
    case .opened where entries == nil: return run()
    case .checked(let entries):
      self.entries = entries
      ranAt = context.now
      isRunning = false
    default: break
    }
    return []
  }

  private mutating func run() -> [ScreenRequest] {
    guard !isRunning else { return [] }
    isRunning = true
    return [.carryOut(.runChecks)]
  }

  /// Such as `1 failed · 2 warnings · 3m ago`.
  func headline(in context: ScreenContext) -> [Span] {
    guard let entries, let ranAt else { return [Span("checking…", .stale)] }
    let failed = entries.count { $0.result.status == .failed }
    let warnings = entries.count { $0.result.status == .warning }
    var parts: [Span] = []
    if failed > 0 { parts.append(Span("\(failed) failed", .failed)) }
    if warnings > 0 { parts.append(Span(counted(warnings, "warning"), .warned)) }
    if parts.isEmpty { parts.append(Span("all is well", .succeeded)) }
    parts.append(isRunning ? Span("checking…", .stale) : Span(context.times.distance(to: ranAt), .muted))
    return Array(parts.map { [$0] }.joined(separator: [Headline.separator]))
  }

  func draw(into frame: inout Frame, in rect: Rect, context: ScreenContext) {
    let body = rect.inset(horizontally: 1)
    frame.write(lines(width: body.width, in: context), in: body, from: viewport)
  }

  /// Before the first run is over, what is being checked.
  private func lines(width: Int, in context: ScreenContext) -> [[Span]] {
    let names = entries?.map(\.name) ?? context.facilities.checks
    let labelWidth = min((names.map(\.displayWidth).max() ?? 0) + 2, 24)
    var lines: [[Span]] = []
    for (index, name) in names.enumerated() {
      var text = TextLines(width: width - 2)
      text.field(name, entries?[index].result.detail ?? "…", labelWidth: labelWidth)
      let glyph = entries?[index].result.status.glyph ?? Span("·", .muted)
      lines += text.lines.enumerated().map {
        $0.offset == 0 ? [glyph, Span(" ")] + $0.element : [Span("  ")] + $0.element
      }
    }
    return lines
  }
}

extension CheckResult.Status {
  fileprivate var glyph: Span {
    switch self {
    case .good: Span("✓", .succeeded)
    case .warning: Span("!", .warned)
    case .failed: Span("✗", .failed)
    }
  }
}
