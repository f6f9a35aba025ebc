import TerminalUI
import TriggerCore

// What dialogs say of their rows.

extension OperationSubject {
  /// Above this many, a dialog shows the first few only.
  private static let allShown = 20
  private static let fewShown = 5

  /// How many there are, by type and state.
  func writeGroups(to text: inout TextLines, in context: ScreenContext) {
    guard !plan.eligible.isEmpty else {
      text.text("Nothing can be done to what was chosen.", role: .warned)
      return text.blank()
    }
    let typeWidth = (plan.groups.map(\.type.displayWidth).max() ?? 0) + 3
    for group in plan.groups.prefix(Self.fewShown) {
      let parts = group.parts.map { "\($0.count.grouped) \($0.state.rawValue)" }.joined(separator: ", ")
      text.field(group.type, parts, labelWidth: typeWidth)
    }
    if plan.groups.count > Self.fewShown {
      text.text("… and \(counted(plan.groups.count - Self.fewShown, "more type"))", role: .muted)
    }
    text.blank()
  }

  /// The rows themselves, last: what an action means must not be pushed out of sight by them.
  func writeSamples(to text: inout TextLines, in context: ScreenContext) {
    guard !plan.eligible.isEmpty else { return }
    text.blank()
    let isMany = plan.eligible.count > Self.allShown
    let shown = plan.eligible.prefix(isMany ? Self.fewShown : Self.allShown)
    let idWidth = shown.map { "\($0.id)".count }.max() ?? 0
    let sourceWidth = min(20, shown.map { sourceText($0).displayWidth }.max() ?? 0)
    for row in shown {
      let state = row.record.state(limits: limits, now: at)
      text.line([
        Span("  " + "\(row.id)".padded(to: idWidth) + "  "),
        Span(sourceText(row).truncated(to: sourceWidth).padded(to: sourceWidth) + "  "),
        Span(state.rawValue.padded(to: 9), Role(state)),
        Span("  \(row.record.tries)/\(limits.error)  "),
        Span(timeText(row, in: context), .muted),
      ])
    }
    if plan.eligible.count > shown.count {
      text.text("… and \((plan.eligible.count - shown.count).grouped) more", indent: 2, role: .muted)
    }
  }

  private func sourceText(_ row: Page.Row) -> String { row.record.source?.text ?? "–" }

  /// The time that the operation is about.
  private func timeText(_ row: Page.Row, in context: ScreenContext) -> String {
    guard case .reschedule = operation else { return "received \(context.times.time(row.record.received))" }
    return row.record.after.map { "due \(context.times.time($0))" } ?? "due at once"
  }

  /// What would be left alone and why, and that what changes meanwhile is left alone too.
  func writeGuards(to text: inout TextLines, in context: ScreenContext) {
    for (index, skip) in plan.skipped.prefix(Self.fewShown).enumerated() {
      text.field(index == 0 ? "Skipped" : "", "\(skip.id): \(reason(skip, in: context))", .warned)
    }
    if plan.skipped.count > Self.fewShown {
      text.field("", "… and \((plan.skipped.count - Self.fewShown).grouped) more", .warned)
    }
    guard !plan.eligible.isEmpty else { return }
    if unseen > 0 {
      text.field(
        "Unseen", "\(unseen.grouped) of the \(rows.count.grouped) marked are not in the list as it is now", .warned)
    }
    if let trouble = context.data.lockTrouble {
      text.field("Beware", "Python's locks can't be asked about now, so nothing will be done: \(trouble)", .danger)
    }
    if plan.sent > 0 {
      let some = plan.sent == plan.eligible.count ? "" : "\(plan.sent.grouped) of them "
      text.field("Sent", "\(some)to Celery: the message may still be in the queue, so that it runs twice", .warned)
    }
    if context.mayHavePython, !context.facilities.seesLocks {
      text.field(
        "Beware",
        "Python locks not visible (no Redis): a Python worker now at work on one of these would write it back",
        .danger)
    }
    text.field("Guard", "rows changed since \(context.times.clock(at)) are left alone and reported", .muted)
  }

  private func reason(_ skip: OperationPlan.Skip, in context: ScreenContext) -> String {
    switch skip.reason {
    case .refused(let reason): reason
    case .running(let mark): mark.text(at: at)
    case .locked(let holder): holder.text(context.times)
    }
  }
}

extension String {
  /// Filled up with blanks to a width in columns.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - displayWidth)) }
}
