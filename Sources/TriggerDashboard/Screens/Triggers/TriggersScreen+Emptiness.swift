import TerminalUI
import TriggerCore

extension TriggersScreen {
  /// Why there is nothing to see, and what to press.
  func drawEmptiness(into frame: inout Frame, in rect: Rect, context: ScreenContext) {
    let lines = emptiness(in: context)
    let place = rect.centred(Size(columns: rect.width, rows: lines.count))
    for (index, line) in lines.enumerated() {
      let row = place.row(index)
      let indent = max(0, (row.width - line.text.displayWidth) / 2)
      frame.write(line.text, at: Point(x: row.x + indent, y: row.y), width: row.width - indent, style: line.style)
    }
  }

  private func emptiness(in context: ScreenContext) -> [Span] {
    if let refusal = loading.refusal { return [Span(refusal, .danger)] }
    if list.at == nil {
      if case .lost(let reason, _, _) = context.connection {
        return [Span("Nothing was read of \(view.rawValue) yet.", .muted), Span(reason, .danger)]
      }
      return [Span("Reading \(context.queueName)…", .muted)]
    }
    if list.after != nil || list.before != nil {
      let key = list.after != nil ? "PgDn" : "PgUp"
      return [Span("Nothing found yet.", .muted), Span("\(key) searches on.", .muted)]
    }
    if !filter.isEmpty { return fruitlessness(in: context) }
    switch view {
    case .attention:
      return [Span("Nothing needs attention.", .succeeded)] + idleness(in: context)
        + [Span("0 shows all triggers.", .muted)] + origin(in: context)
    case .all: return [Span("The queue is empty.", .muted)] + origin(in: context)
    default:
      return [Span("No trigger is \(view.rawValue).", .muted), Span("0 shows all triggers.", .muted)]
        + origin(in: context)
    }
  }

  private func origin(in context: ScreenContext) -> [Span] {
    context.queueOrigin.map { [Span($0, .warned)] } ?? []
  }

  private func fruitlessness(in context: ScreenContext) -> [Span] {
    let remedy = Span(view == .all ? "Esc clears the filter." : "Esc clears the filter, 0 looks in all.", .muted)
    if filter.excludes(view) {
      return [Span("Nothing in \(view.rawValue) is \(filter.states): view and filter exclude each other."), remedy]
    }
    let window = view.windowLabel(context.windows).map { " of the last \($0)" } ?? ""
    let isWider = !window.isEmpty && context.windows.next.failed > context.windows.failed
    let wider = isWider ? [Span("w looks further back.", .muted)] : []
    return [Span("Nothing in \(view.rawValue)\(window) matches the filter."), remedy] + wider
  }

  /// That what is due waits for a processor which is off.
  private func idleness(in context: ScreenContext) -> [Span] {
    guard let due = context.data.counts?.due, due.value > 0, context.data.processor?.state == .off else { return [] }
    return [Span("\(due.text) due, and the processor of this program is off: P starts it.", .warned)]
  }
}
