import TerminalUI
import TriggerCore

/// Asks before triggers are retried, were it only one: a retry runs a job, and who will run it, or that nobody will, is
/// told nowhere else.
struct RetryDialog: OperationModal {
  static let bindings =
    BoxCommand.bindings + [
      KeyBinding(
        "t", command: BoxCommand.toggleChoice, label: "keep tries",
        help: "Let those given up keep their tries, or not.",
        group: BoxCommand.group, importance: 50)
    ]

  var box = BoxState()
  var subject: OperationSubject
  private var keepsTries = false

  init(_ rows: [Page.Row], in context: ScreenContext) { subject = OperationSubject(rows, in: context) }

  func operation(in context: ScreenContext) -> Operation? { .retry(keepTries: keepsTries) }
  private var plan: OperationPlan { subject.plan(.retry(keepTries: keepsTries)) }

  func title(in context: ScreenContext) -> String {
    "Retry \(counted(plan.eligible.count, "trigger")) on \(context.queueName)"
  }

  func buttons(in context: ScreenContext) -> [Dialog.Button] {
    let count = plan.eligible.count
    let cancel = Dialog.Button(.escape, count == 0 ? "Close" : "Cancel")
    return count == 0 ? [cancel] : [Dialog.Button("y", "Retry \(count.grouped)"), cancel]
  }

  func availability(of command: BoxCommand, in context: ScreenContext) -> Availability {
    if command == .toggleChoice { return givenUp(of: plan).isEmpty ? .hidden : .available }
    return usualAvailability(of: command, in: context)
  }

  mutating func toggleChoice() { keepsTries.toggle() }

  mutating func confirm(in context: ScreenContext) -> [ScreenRequest] {
    carryOut(.retry(keepTries: keepsTries), in: context)
  }

  func body(width: Int, in context: ScreenContext) -> [[Span]] {
    var text = TextLines(width: width)
    let plan = plan
    subject.write(plan, to: &text, in: context)
    if !plan.eligible.isEmpty {
      text.field("Does", "makes \(plan.eligible.count == 1 ? "it" : "them") due now, by the database's clock")
      writeTries(of: plan, to: &text)
      text.field("Run by", context.runners(of: plan.groups.map(\.type)))
      if plan.lastChances > 0 {
        text.field("Beware", "the next failure gives up \(plan.lastChances.grouped) of them", .warned)
      }
    }
    subject.writeGuards(plan, to: &text, in: context)
    return text.lines
  }

  private func givenUp(of plan: OperationPlan) -> [Page.Row] { plan.eligible.filter { $0.record.processed != nil } }

  private func writeTries(of plan: OperationPlan, to text: inout TextLines) {
    let count = givenUp(of: plan).count
    guard count > 0 else { return }
    let whose = count == plan.eligible.count ? "" : " of the \(count.grouped) given up"
    text.field("Tries", keepsTries ? "those\(whose) are kept (t: from 0)" : "those\(whose) begin again at 0 (t: keep)")
  }
}
