import TerminalUI
import TriggerCore

/// Asks before the processor of this program runs one trigger at once, whatever its state.
struct ForceDialog: BoxModal {
  var box = BoxState()
  private let row: Page.Row
  private var holder: LockHolder?

  init(_ row: Page.Row) { self.row = row }

  /// Whether these rows can be run from here, as they are seen.
  static func availability(for rows: some Collection<Page.Row>, in context: ScreenContext) -> Availability {
    guard let row = rows.first else { return .hidden }
    guard context.facilities.hasProcessor else {
      return .refused("x runs a trigger in this program, which has no handlers: none are configured or built in.")
    }
    if let reason = context.readOnlyReason { return .refused(reason) }
    if rows.count > 1 {
      return .refused("x runs one trigger at a time; \(rows.count.grouped) are marked (Esc clears the marks).")
    }
    let type = row.record.type
    if let processor = context.data.processor, !processor.types.containsExactly(type) {
      return .refused("This program has no handler for \(type), so \(row.id) can't be run from here.")
    }
    if let mark = context.hold(on: row) {
      return .refused("\(row.id) can't be run now: \(mark.text(at: context.now)).")
    }
    return .available
  }

  var role: Role { .warned }

  func opening(in context: ScreenContext) -> [DashboardEffect] { [.loadHolders([row.id])] }

  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] {
    if case .holders([row.id], .success(let holders)) = message { holder = holders[row.id] }
    return []
  }

  func title(in context: ScreenContext) -> String {
    holder == nil ? "Run \(row.id) now on \(context.queueName)" : "\(row.id) can't be run now"
  }

  func buttons(in context: ScreenContext) -> [Dialog.Button] {
    holder == nil
      ? [Dialog.Button("y", "Run now", role: role), Dialog.Button(.escape, "Cancel")]
      : [Dialog.Button(.escape, "Close")]
  }

  mutating func confirm(in context: ScreenContext) -> [ScreenRequest] {
    guard holder == nil else { return [] }
    return [.back, .tell(.done("Running \(row.id)…")), .carryOut(.processor(.force(row.id)))]
  }

  func body(width: Int, in context: ScreenContext) -> [[Span]] {
    var text = TextLines(width: width)
    let record = row.record
    let state = record.state(limits: context.limits, now: context.now)
    text.line([
      Span("\(record.id)  \(record.type)  \(record.source.map { $0.text + "  " } ?? "")"),
      Span(state.rawValue, Role(state)), Span("  \(record.tries)/\(context.limits.error)"),
    ])
    text.blank()
    if let holder {
      text.text(holder.text(context.times), role: .warned)
      return text.lines
    }
    if let repetition = repetition(state, in: context) { text.field("Beware", repetition, .danger) }
    if context.mayHavePython, !context.facilities.seesLocks {
      text.field("Beware", "Python locks not visible (no Redis): a Python worker may be at work on it now", .danger)
    }
    text.field("Does", "runs its handler in this program, on this machine, now: \(despite(state, in: context))")
    let next = record.tries + 1
    text.field(
      "Failure",
      next >= context.limits.error
        ? "counts as try \(next) of \(context.limits.error): it gives the trigger up"
        : "counts as try \(next) of \(context.limits.error)")
    text.field("Guard", "refused while anybody else holds it", .muted)
    return text.lines
  }

  private func despite(_ state: TriggerState, in context: ScreenContext) -> String {
    switch state {
    case .succeeded: "although it succeeded"
    case .failed: "although it was given up"
    default:
      row.record.progress.isDue(at: context.now)
        ? "before all that is due"
        : "although it is not due before \(row.record.after.map { context.times.clock($0) } ?? "its time")"
    }
  }

  private func repetition(_ state: TriggerState, in context: ScreenContext) -> String? {
    switch state {
    case .succeeded:
      "it succeeded \(row.record.processed.map(context.times.full) ?? "before"): what it did is done a second time"
    case .failed, .failing, .warned:
      "a try that failed may have had its effect all the same, and then has it a second time"
    case .pending, .scheduled: nil
    }
  }
}
