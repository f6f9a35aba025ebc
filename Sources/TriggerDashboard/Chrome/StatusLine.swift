import TerminalUI
import TriggerCore

/// The first line: which queue, whether it can be changed, whether the data is true, the processor, the time.
struct StatusLine {
  /// Below this there is room for the queue, what may be done and how true it is.
  private static let wideFrom = 60

  let model: DashboardModel
  private let context: ScreenContext

  init(model: DashboardModel) {
    self.model = model
    context = model.context
  }

  func draw(into frame: inout Frame, in rect: Rect) {
    let clock = Span(context.times.nowClock, .muted)
    let parts: [[Span]] =
      rect.width < Self.wideFrom
      ? [origin, [access], connection] : [origin, [access], connection, latency, locks, processor, [clock]]
    let taken = parts.reduce(0) { $0 + ($1.isEmpty ? 0 : $1.displayWidth + 2) }
    let name = context.queueName
    // The name gives way first, from its middle: its beginning and its end tell queues apart.
    let room = max(8, rect.width - taken - 2)
    var line = [Span(" "), Span(name.displayWidth > room ? name.shortened(to: room) : name, .title)]
    for part in parts.dropLast() where !part.isEmpty { line += [Span("  ")] + part }
    let last = parts.last ?? []
    let used = frame.write(line, at: rect.origin, width: rect.width)
    let indent = max(used + 2, rect.width - last.displayWidth - 1)
    let place = rect.splitLeft(indent).rest
    frame.write(last, at: place.origin, width: place.width)
  }

  /// Whoever forgot to name a queue looks at an empty one.
  private var origin: [Span] {
    guard context.queueOrigin != nil, context.data.counts?.states.values.allSatisfy({ $0 == Tally(0) }) == true else {
      return []
    }
    return [Span("your own, empty", .warned)]
  }

  private var access: Span {
    if context.readOnlyReason != nil { return Span("READ-ONLY", .readonly) }
    // What the role may do is not known before it was asked.
    if context.data.facts == nil { return Span("READ-?", .muted) }
    return context.isProduction ? Span("PROD READ-WRITE", .production) : Span("READ-WRITE", .muted)
  }

  /// The truth about the data: live, slow and how old, or lost since when.
  private var connection: [Span] {
    switch context.connection {
    case .connecting(let time): [Span("◐ connecting \(time < .seconds(1) ? "" : time.short)", .stale)]
    case .live: [Span("●", .succeeded), Span(" live")]
    case .slow(let age, let next): [Span("◐ \(age.short) old, \(words(next))", .stale)]
    case .lost(_, let time, _): [Span("○ lost \(time.short)", .danger)]
    }
  }

  /// When what is old is read again, and how that is had at once.
  private func words(_ next: Duration?) -> String {
    guard let next, next >= .seconds(1) else { return "reading" }
    return context.area.width < Self.wideFrom ? "R reads" : "next in \(next.short) (R now)"
  }

  private var latency: [Span] {
    guard case .live = context.connection, let cost = context.data.counts?.cost else { return [] }
    return [Span("db \(cost.runTime.padded(to: 5))", .muted)]
  }

  /// Only where something is wrong.
  private var locks: [Span] { context.data.lockTrouble == nil ? [] : [Span("○ redis", .danger)] }

  private var processor: [Span] {
    guard context.facilities.hasProcessor else { return [] }
    let status = context.data.processor
    switch status?.state ?? .off {
    case .off where status?.runs.isEmpty == false:
      return [Span("■ processor off, \(status?.runs.count ?? 0) by name", .running)]
    case .off: return [Span("■ processor off", .muted)]
    case .running where status?.trouble != nil: return [Span("▶ processor in trouble", .danger)]
    case .running: return [Span("▶ running \(slots(status))", .running)]
    case .paused: return [Span("‖ paused \(slots(status))", .warned)]
    case .draining: return [Span("▽ stopping \(slots(status))", .warned)]
    }
  }

  private func slots(_ status: ProcessorStatus?) -> String {
    status.map { "\($0.runs.count)/\($0.concurrency)" } ?? ""
  }
}

extension String {
  /// Its beginning and its end with an ellipsis between.
  ///
  /// - Parameter tail: columns for its end; half of them by default.
  func shortened(to width: Int, tail: Int? = nil) -> String {
    guard displayWidth > width, width > 1 else { return truncated(to: width) }
    let tail = min(tail ?? (width - 1) / 2, width - 1)
    return truncated(to: width - 1 - tail, .none) + "…" + String(suffix(tail))
  }
}
