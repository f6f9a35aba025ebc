import TerminalUI
import TriggerCore

/// What the list says of one trigger, column by column.
struct TriggerCells {
  let context: ScreenContext

  func running(_ entry: TriggerList.Entry) -> Span {
    let isHeld = entry.row.running?.isHeld(at: context.now) ?? false
    return Span(isHeld ? "▶" : " ", .running)
  }

  func id(_ entry: TriggerList.Entry) -> Span { Span(String(entry.id)) }

  func type(_ entry: TriggerList.Entry) -> Span { entry.row.record.type.orEmpty }

  func source(_ entry: TriggerList.Entry) -> Span {
    entry.row.record.source.map(\.text.orEmpty) ?? Span("–", .muted)
  }

  func state(_ entry: TriggerList.Entry) -> Span {
    if entry.deleted != nil { return Span("deleted", .muted) }
    let state = entry.row.record.state(limits: context.limits, now: context.now)
    return Span(state.rawValue, Role(state))
  }

  func tries(_ entry: TriggerList.Entry) -> Span {
    let tries = entry.row.record.tries
    return Span("\(tries)/\(context.limits.error)", tries == 0 ? .muted : .text)
  }

  func due(_ entry: TriggerList.Entry) -> Span {
    let record = entry.row.record
    if record.processed != nil { return Span("–", .muted) }
    guard let after = record.after, after > context.now else {
      // Since its time, or since it was received where that was later.
      let late = context.now.since(record.waitingSince)
      return Span(late < .minutes(1) ? "now" : "-\(late.shortest)", .waiting)
    }
    return after.isFinite ? Span(after.since(context.now).short, .scheduled) : Span("never", .muted)
  }

  func age(_ entry: TriggerList.Entry) -> Span {
    Span(context.now.since(entry.row.record.received).short, .muted)
  }

  func processed(_ entry: TriggerList.Entry) -> Span {
    entry.row.record.processed.map { Span(context.times.time($0), .muted) } ?? Span("–", .muted)
  }

  /// The same in at most eleven columns.
  func processedBriefly(_ entry: TriggerList.Entry) -> Span {
    entry.row.record.processed.map { Span(context.times.briefClock($0), .muted) } ?? Span("–", .muted)
  }

  func error(_ entry: TriggerList.Entry) -> Span {
    if let refusal = context.data.refusals[entry.id] { return Span(refusal, .warned) }
    if let error = entry.row.lastError { return Span(error.line) }
    return entry.row.record.tries > 0 ? Span("not recorded", .muted) : Span("")
  }
}

extension AttemptError {
  /// `BankTimeout: bank API did not answer (504)`.
  var line: String { message.isEmpty ? type : "\(type): \(message.onOneLine)" }
}

extension String {
  /// Itself, or that it is empty: a blank would read as a value that was not drawn.
  var orEmpty: Span { isEmpty ? Span("‹empty›", .muted) : Span(self) }

  /// Its lines side by side, as far as any terminal would show them.
  var onOneLine: String {
    String(unicodeScalars.prefix(1_000)).split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
