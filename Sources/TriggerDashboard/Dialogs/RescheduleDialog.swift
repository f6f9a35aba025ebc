import TerminalUI
import TriggerCore

import struct Foundation.TimeZone

/// Asks when triggers are to run instead. What was typed is said back in local time, in UTC and from now before Enter
/// accepts it.
struct RescheduleDialog: OperationModal {
  static let verb = "Reschedule"

  var box = BoxState(focus: .field)
  var subject: OperationSubject

  init(_ rows: [Page.Row], in context: ScreenContext) {
    subject = OperationSubject(rows, .reschedule(.clear), in: context)
  }

  func operation(in context: ScreenContext) -> Operation? {
    (try? scheduleTime(in: context)).map(Operation.reschedule)
  }

  /// The field takes letters.
  var confirmingKey: Key { box.focus == .field ? .enter : "y" }

  func promptLabel(in context: ScreenContext) -> String? { subject.plan.eligible.isEmpty ? nil : "To:" }

  mutating func confirm(in context: ScreenContext) -> [ScreenRequest] {
    guard let operation = operation(in: context) else {
      box.askAgain()
      return []
    }
    return carryOut(operation, in: context)
  }

  /// What the time means comes first: it must be seen on the lowest screen too.
  func body(width: Int, in context: ScreenContext) -> [[Span]] {
    var text = TextLines(width: width)
    if !subject.plan.eligible.isEmpty {
      writeEcho(to: &text, in: context)
      text.blank()
    }
    subject.writeGroups(to: &text, in: context)
    if !subject.plan.eligible.isEmpty {
      text.field("Run by", context.runners(of: subject.plan.groups.map(\.type)))
    }
    subject.writeGuards(to: &text, in: context)
    subject.writeSamples(to: &text, in: context)
    return text.lines
  }

  /// - Throws: `InvalidInput`.
  private func scheduleTime(in context: ScreenContext) throws(InvalidInput) -> ScheduleTime {
    try ScheduleTimeParser(now: context.now, zone: context.times.zone.timeZone).parse(box.field.text)
  }

  private func writeEcho(to text: inout TextLines, in context: ScreenContext) {
    guard !box.field.isEmpty else {
      return text.field("Such as", "+2h, due+2h, none, 09:00, tomorrow 09:00, 2026-11-24 09:00 UTC", .muted)
    }
    do {
      let operation = Operation.reschedule(try scheduleTime(in: context))
      let times = subject.plan.eligible.map { operation.progress(from: $0.record.progress, now: context.now)?.after }
      write(Set(times), to: &text, in: context)
    } catch {
      text.field("To", error.description, .danger)
    }
  }

  private func write(_ times: Set<Instant?>, to text: inout TextLines, in context: ScreenContext) {
    let instants = times.compactMap { $0 }
    guard let first = instants.min(), let last = instants.max() else {
      return text.field("To", "no time: due at once", .waiting)
    }
    let (clocks, local) = (context.times, context.times.localZone)
    if first == last {
      text.field("Local", clocks.clock(first, in: local), .scheduled)
      text.field("UTC", clocks.clock(first, in: .utc), .scheduled)
    } else {
      text.field("Local", "from \(clocks.clock(first, in: local)) to \(clocks.clock(last, in: local))", .scheduled)
      text.field("UTC", "from \(clocks.clock(first, in: .utc)) to \(clocks.clock(last, in: .utc))", .scheduled)
    }
    let distances = Set([first, last].map(clocks.distance(to:))).sorted().joined(separator: " and ")
    text.field("From now", distances + (last <= context.now ? ", so due at once" : ""), .scheduled)
  }
}

extension DisplayZone {
  /// The same zone, for reading times.
  fileprivate var timeZone: TimeZone? {
    switch self {
    case .local: .local()
    case .utc: .gmt
    case .fixed(_, let offset): TimeZone(secondsFromGMT: offset) ?? .gmt
    }
  }
}
