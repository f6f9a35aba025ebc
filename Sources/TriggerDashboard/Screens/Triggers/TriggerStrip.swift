import TerminalUI
import TriggerCore

/// Below the list: why the trigger under the cursor is not running, and what went wrong with it.
struct TriggerStrip {
  var row: Page.Row?
  /// When it was found that the trigger does not exist any more.
  var deleted: Instant?
  /// `1 of 68`.
  var position: String
  var context: ScreenContext

  /// The longest heading and a gap: sentences stand still while the cursor moves.
  private static let indent = 8

  func draw(into frame: inout Frame, in rect: Rect) {
    guard rect.height >= 3 else { return drawShort(into: &frame, in: rect) }
    guard let row else { return }
    Rule(leading: [Span(String(row.id), .title)], trailing: position.isEmpty ? [] : [Span(position)])
      .draw(into: &frame, in: rect.row(0))
    let lines = [waiting(row), deleted == nil ? failure(of: row) ?? origin(of: row) : origin(of: row)]
    for (index, line) in lines.enumerated() {
      drawLine(line, indent: Self.indent, into: &frame, in: rect.row(index + 1))
    }
  }

  /// One line: the error if there is one, else why it waits.
  private func drawShort(into frame: inout Frame, in rect: Rect) {
    guard let row, !rect.isEmpty else { return }
    let line = row.lastError == nil || deleted != nil ? waiting(row) : failure(of: row) ?? waiting(row)
    drawLine(line, indent: line.0.text.displayWidth + 2, into: &frame, in: rect.row(rect.height - 1))
  }

  private func drawLine(_ line: (Span, Span), indent: Int, into frame: inout Frame, in rect: Rect) {
    frame.write([Span(" "), line.0], at: rect.origin, width: rect.width)
    let place = rect.splitLeft(indent + 1).rest
    frame.write([line.1], at: place.origin, width: place.width)
  }

  private func waiting(_ row: Page.Row) -> (Span, Span) {
    if let deleted { return (Span("GONE", .stale), Span("deleted \(context.times.time(deleted))")) }
    let why = context.why(row)
    return (Span(why.heading, .title), Span(why.sentence))
  }

  private func failure(of row: Page.Row) -> (Span, Span)? {
    let heading = Span("ERROR", .failed)
    if let refusal = context.data.refusals[row.id] { return (Span("LEFT", .warned), Span(refusal)) }
    let detail = context.data.detail.flatMap { $0.row.id == row.id ? $0 : nil }
    if let attempt = detail?.attempts.first(where: { $0.error != nil }), let error = attempt.error {
      let place = attempt.processor.map { " on \($0)" } ?? ""
      let when = "\(context.times.time(attempt.started))\(place) after \(attempt.duration.runTime)"
      return (heading, Span("\(error.type) \(when): \(error.message.onOneLine)"))
    }
    if let error = row.lastError { return (heading, Span(error.line)) }
    guard row.record.tries > 0 else { return nil }
    if let refusal = context.data.facts?.sideTablesRefusal { return (heading, Span(refusal, .muted)) }
    let remedy = context.hasSideTables ? "" : "; triggertop migrate makes the tables that record errors"
    return (heading, Span("not recorded" + remedy, .muted))
  }

  private func origin(of row: Page.Row) -> (Span, Span) {
    let source = row.record.source.map { "\($0.text.orEmpty.text), " } ?? ""
    return (Span("SOURCE", .title), Span("\(source)received \(context.times.full(row.record.received))"))
  }
}
