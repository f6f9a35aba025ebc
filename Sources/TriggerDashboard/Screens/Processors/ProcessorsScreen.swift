import TerminalUI
import TriggerCore

/// Who works on the queue: the processor of this program with its controls, then all others.
struct ProcessorsScreen: Screen {
  enum Command: Hashable, Sendable {
    case start, pause, drain, more, fewer
    case releaseLocks
    case scroll(Scroll)
  }

  static let bindings: [KeyBinding<Command>] =
    [
      KeyBinding(
        "P", command: .start, label: "start", help: "Start the processor of this program, or go on after a pause.",
        group: "Processors", importance: 80),
      KeyBinding(
        "p", command: .pause, label: "pause", help: "Take no new triggers; what runs goes on.", group: "Processors",
        importance: 70),
      KeyBinding(
        "x", command: .drain, label: "drain", help: "Take no new triggers, finish what runs, then stop.",
        group: "Processors", importance: 60),
      KeyBinding(
        "+", "=", command: .more, label: "slot more", help: "One more handler at once.", group: "Processors",
        importance: 50),
      KeyBinding(
        "-", command: .fewer, label: "slot less", help: "One handler less at once.", group: "Processors",
        importance: 40),
      KeyBinding(
        "l", command: .releaseLocks, label: "release locks", help: "Release stuck locks; asks which.",
        group: "Processors", importance: 75),
    ] + Scroll.bindings(group: "Processors") { .scroll($0) }

  /// Beyond it, threads cost more than they bring.
  private static let mostSlots = 64

  private var viewport = Viewport()

  func availability(of command: Command, in context: ScreenContext) -> Availability {
    if case .scroll = command { return .available }
    if command == .releaseLocks {
      return Self.found(in: context) == nil ? .hidden : context.readOnlyReason.map(Availability.refused) ?? .available
    }
    guard let processor = context.data.processor else { return .hidden }
    if processor.onlySends, command == .more || command == .fewer { return .hidden }
    switch command {
    case .start:
      return processor.state == .running || processor.state == .draining
        ? .hidden : context.readOnlyReason.map(Availability.refused) ?? .available
    case .pause: return processor.state == .running ? .available : .hidden
    case .drain: return processor.state == .running || processor.state == .paused ? .available : .hidden
    case .more: return processor.concurrency < Self.mostSlots ? .available : .refused("\(Self.mostSlots) is the most.")
    case .fewer: return processor.concurrency > 1 ? .available : .refused("One handler at a time is the least.")
    case .scroll, .releaseLocks: return .available
    }
  }

  mutating func handle(_ command: Command, in context: ScreenContext) -> [ScreenRequest] {
    let slots = context.data.processor?.concurrency ?? 1
    switch command {
    case .start: return [ProcessorCommand.start.dialog(in: context).map(ScreenRequest.present) ?? ask(.start)]
    case .pause: return [ask(.pause)]
    case .drain: return [ask(.drain)]
    case .more: return [ask(.setConcurrency(slots + 1))]
    case .fewer: return [ask(.setConcurrency(slots - 1))]
    case .releaseLocks: return Self.found(in: context).map { [.present(ReleaseLocksDialog($0))] } ?? []
    case .scroll(let scroll):
      let body = context.area.inset(horizontally: 1)
      let count = ProcessorsPage(in: context, width: body.width).lines.count
      viewport.scroll(scroll, height: body.height, count: count)
      return []
    }
  }

  /// Nil where there are none.
  private static func found(in context: ScreenContext) -> FoundLocks? {
    guard case .success(let found) = context.data.stuckLocks, !found.locks.locks.isEmpty else { return nil }
    return found
  }

  /// What is wrong, wherever on the page it stands.
  func headline(in context: ScreenContext) -> [Span] {
    let locks = Self.found(in: context)?.locks.locks.count ?? 0
    let orphaned = context.data.overview?.orphaned.count ?? 0
    let parts = [
      locks == 0 ? [] : [Span(counted(locks, "stuck lock"), .warned)],
      orphaned == 0 ? [] : [Span(counted(orphaned, "orphaned claim"), .warned)],
    ]
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [Headline.separator]))
  }

  private func ask(_ command: ProcessorCommand) -> ScreenRequest { .carryOut(.processor(command)) }

  mutating func capture(_ input: Input, in context: ScreenContext) -> [ScreenRequest]? {
    guard case .mouse(let event) = input, let scroll = Scroll(event) else { return nil }
    return handle(.scroll(scroll), in: context)
  }

  func draw(into frame: inout Frame, in rect: Rect, context: ScreenContext) {
    let body = rect.inset(horizontally: 1)
    frame.write(ProcessorsPage(in: context, width: body.width).lines, in: body, from: viewport)
  }
}
