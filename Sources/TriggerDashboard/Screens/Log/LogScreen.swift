import TerminalUI
import TriggerCore

/// What the processor of this program did and what its handlers said, newest at the bottom.
struct LogScreen: Screen {
  enum Command: Hashable, Sendable {
    case filter, clearFilter, level, follow, wrap
    case scroll(Scroll)
  }

  static let bindings: [KeyBinding<Command>] =
    [
      KeyBinding(
        "/", command: .filter, label: "filter", help: "Show only lines with these words (kind, level, type, id, text).",
        group: "Log", importance: 80),
      KeyBinding(
        "l", command: .level, label: "level", help: "Show all, info, warnings, or errors only.", group: "Log",
        importance: 70),
      KeyBinding(
        "F", command: .follow, label: "follow", help: "Follow the newest line, or stop following.", group: "Log",
        importance: 60),
      KeyBinding(
        "w", command: .wrap, label: "wrap", help: "Wrap long lines, or cut them.", group: "Log", importance: 50),
      KeyBinding(.escape, command: .clearFilter, help: "Clear the filter.", group: "Log"),
    ] + Scroll.bindings(group: "Log") { .scroll($0) }

  private static let readableWidth = 30

  private var filter = LogFilter()
  /// As it was accepted.
  private var text = ""
  /// The filter being typed; nil while none is.
  private var field: TextField?
  private var matches = LogMatches()
  private var isWrapping = true
  /// The event at the bottom, counted from the start of the program; nil follows the newest.
  private var bottom: Int?

  var entryLine: EntryLine? { field.map { EntryLine(prefix: "/", field: $0) } }

  func availability(of command: Command, in context: ScreenContext) -> Availability {
    command == .clearFilter && text.isEmpty && filter.level == .trace ? .hidden : .available
  }

  mutating func handle(_ command: Command, in context: ScreenContext) -> [ScreenRequest] {
    switch command {
    case .filter: field = TextField(text)
    case .clearFilter:
      text = ""
      filter = LogFilter()
    case .level: filter.level = filter.nextLevel
    case .wrap: isWrapping.toggle()
    case .follow: bottom = bottom == nil ? context.data.log.lastNumber : nil
    case .scroll(let scroll): move(scroll, in: context)
    }
    return []
  }

  mutating func capture(_ input: Input, in context: ScreenContext) -> [ScreenRequest]? {
    if field != nil { return type(input) }
    guard case .mouse(let event) = input, let scroll = Scroll(event) else { return nil }
    return handle(.scroll(scroll), in: context)
  }

  /// While the filter is typed it gets every key, and shows at once what it would let through.
  private mutating func type(_ input: Input) -> [ScreenRequest]? {
    guard var field else { return nil }
    switch input {
    case .key(.enter):
      text = field.text
      self.field = nil
    case .key(.escape): self.field = nil
    case .key(.control("c")): return nil
    case .key(let key):
      _ = field.handle(key)
      self.field = field
    case .paste(let pasted):
      field.insert(pasted)
      self.field = field
    default: return nil
    }
    filter.setText(self.field?.text ?? text)
    return []
  }

  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] {
    if case .processorEvent = message { matches = matches.upToDate(with: context.data.log, filter) }
    return []
  }

  /// By events rather than by lines: each is seen whole or not at all.
  private mutating func move(_ scroll: Scroll, in context: ScreenContext) {
    matches = matches.upToDate(with: context.data.log, filter)
    let matching = matches.numbers
    guard let last = matching.indices.last else { return }
    let current = bottom.flatMap { bottom in matching.lastIndex { $0 <= bottom } } ?? last
    let next = current + scroll.rows(height: context.area.height - 1, count: matching.count)
    // At the end of the list one follows again.
    bottom = next >= last ? nil : matching[max(0, next)]
  }
}

// MARK: - Drawing

extension LogScreen {
  func draw(into frame: inout Frame, in rect: Rect, context: ScreenContext) {
    let (title, body) = rect.splitTop(1)
    drawTitle(into: &frame, in: title, context: context)
    var lines: [[Span]] = []
    let log = context.data.log
    // From the bottom upwards, only as far as is seen.
    for number in matches.upToDate(with: log, filter).numbers.reversed() where number <= bottom ?? .max {
      guard lines.count < body.height else { break }
      lines.insert(contentsOf: self.lines(of: log[number], width: body.width - 2, context), at: 0)
    }
    if lines.isEmpty { lines = [[Span(emptyText(context), .muted)]] }
    frame.write(Array(lines.suffix(body.height)), in: body.inset(horizontally: 1), from: Viewport())
  }

  private func drawTitle(into frame: inout Frame, in rect: Rect, context: ScreenContext) {
    let state = bottom == nil ? Span("following", .running) : Span("scrolled; F follows", .stale)
    let level = filter.level == .trace ? "" : " \(filter.level.rawValue) and graver"
    let shown = field?.text ?? text
    let words = shown.isEmpty ? "" : " /\(shown)"
    Rule(leading: [Span("LOG", .title), Span(level), Span(words, .marked)], trailing: [state])
      .draw(into: &frame, in: rect)
  }

  private func emptyText(_ context: ScreenContext) -> String {
    if context.data.log.events.isEmpty {
      return context.facilities.hasProcessor
        ? "Nothing yet: here stands what the processor of this program does."
        : "This program has no processor, so there is nothing to log."
    }
    return "No line matches."
  }

  private func lines(of event: ProcessorEvent, width: Int, _ context: ScreenContext) -> [[Span]] {
    let clock = context.times.zone.civil(event.at).clock
    let kind = (event.kind == .handlerLine ? event.level.rawValue : event.kind.label).padded(to: 9)
    let head = [Span("\(clock) ", .muted), Span(kind + " ", Role(event)), Span(subject(event), .muted)]
    // Beside its head, or below it where there is no room.
    let isBeside = width - head.displayWidth >= Self.readableWidth
    let indent = isBeside ? head.displayWidth : max(0, min(2, width - 1))
    let room = max(1, width - indent)
    let texts = isWrapping ? event.text.wrapped(to: room) : [event.text.sanitised.truncated(to: room)]
    let margin = Span(String(repeating: " ", count: indent))
    let lines = texts.map { [margin, Span($0)] }
    return isBeside ? [head + [Span(texts.first ?? "")]] + lines.dropFirst() : [head] + lines
  }

  /// Unless the text says it.
  private func subject(_ event: ProcessorEvent) -> String {
    if event.namesItsTrigger { return "" }
    let parts = [event.trigger.map { "\($0)" }, event.type].compactMap { $0 }
    return parts.isEmpty ? "" : parts.joined(separator: " ") + "  "
  }
}

extension ProcessorEvent.Kind {
  fileprivate var label: String { self == .gaveUp ? "gave up" : rawValue }
}

extension Role {
  fileprivate init(_ event: ProcessorEvent) {
    self =
      switch event.kind {
      case .succeeded: .succeeded
      case .failed: .failing
      case .gaveUp: .failed
      case .trouble: .danger
      case .rescued, .stale: .warned
      case .started, .sent: .running
      case .later, .skipped, .state: .muted
      case .handlerLine: event.level >= .error ? .failed : event.level >= .warning ? .warned : .text
      }
  }
}
