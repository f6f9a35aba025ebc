import TerminalUI
import TriggerCore

/// Asks before triggers are retried, were it only one: a retry runs a job, and who will run it, or that nobody will, is
/// told nowhere else.
struct RetryDialog: OperationModal {
  static let verb = "Retry"
  static let bindings =
    BoxCommand.bindings + [
      KeyBinding(
        "t", command: BoxCommand.toggleChoice, label: "keep tries",
        help: "Let those given up keep their tries, or begin again.", group: BoxCommand.group, importance: 50)
    ]

  var box = BoxState()
  var subject: OperationSubject
  private var keepsTries = false

  init(_ rows: [Page.Row], in context: ScreenContext) {
    subject = OperationSubject(rows, .retry(keepTries: false), in: context)
  }

  func operation(in context: ScreenContext) -> Operation? { subject.operation }

  func availability(of command: BoxCommand, in context: ScreenContext) -> Availability {
    if command == .toggleChoice { return givenUp == 0 ? .hidden : .available }
    return usualAvailability(of: command, in: context)
  }

  mutating func toggleChoice() {
    keepsTries.toggle()
    subject.operation = .retry(keepTries: keepsTries)
  }

  mutating func confirm(in context: ScreenContext) -> [ScreenRequest] { carryOut(subject.operation, in: context) }

  func body(width: Int, in context: ScreenContext) -> [[Span]] {
    var text = TextLines(width: width)
    let plan = subject.plan
    subject.writeGroups(to: &text, in: context)
    if !plan.eligible.isEmpty {
      text.field("Does", "makes \(plan.eligible.count == 1 ? "it" : "them") due now, by the database's clock")
      if givenUp > 0 {
        text.field(
          "Tries",
          keepsTries ? "what was given up keeps them (t: from 0)" : "what was given up begins again at 0 (t: keep them)"
        )
      }
      text.field("Run by", context.runners(of: plan.groups.map(\.type)))
      if plan.lastChances > 0 {
        let which = plan.eligible.count == 1 ? "it" : "\(plan.lastChances.grouped) of them"
        text.field("Last try", "the next failure gives \(which) up", .warned)
      }
    }
    subject.writeGuards(to: &text, in: context)
    subject.writeSamples(to: &text, in: context)
    return text.lines
  }

  private var givenUp: Int {
    subject.plan.groups.flatMap(\.parts).filter { $0.state == .failed }.reduce(0) { $0 + $1.count }
  }
}
