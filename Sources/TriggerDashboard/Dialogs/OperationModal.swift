import TerminalUI
import TriggerCore

/// A dialog that asks before rows, frozen when it opened, are acted on: what would be done to which, and what would not.
protocol OperationModal: BoxModal {
  var subject: OperationSubject { get set }
  /// `Retry`, as on its button.
  static var verb: String { get }
  /// The key that its button names, if it can't be the usual one.
  var confirmingKey: Key { get }
  /// What is to be done, as far as it is chosen by now; nil where what was typed makes no sense yet.
  func operation(in context: ScreenContext) -> Operation?
}

extension OperationModal {
  var confirmingKey: Key { "y" }

  func opening(in context: ScreenContext) -> [DashboardEffect] { [.loadHolders(subject.ids)] }

  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] {
    subject.receive(message)
    return []
  }

  func title(in context: ScreenContext) -> String {
    let count = subject.plan.eligible.count
    return count == 0
      ? "Nothing to \(Self.verb.lowercased()) on \(context.queueName)"
      : "\(Self.verb) \(counted(count, "trigger")) on \(context.queueName)"
  }

  func buttons(in context: ScreenContext) -> [Dialog.Button] {
    let count = subject.plan.eligible.count
    guard count > 0 else { return [Dialog.Button(.escape, "Close")] }
    let number = context.area.width < 48 ? "" : " \(count.grouped)"
    return [Dialog.Button(confirmingKey, Self.verb + number, role: role), Dialog.Button(.escape, "Cancel")]
  }

  /// The operation is watched until its end, whatever its size.
  func carryOut(_ operation: Operation, in context: ScreenContext) -> [ScreenRequest] {
    let run = OperationRun(id: context.now, operation: operation, targets: subject.plan.targets)
    return run.targets.isEmpty ? [] : [.back, .present(ProgressDialog(run)), .carryOut(.run(run))]
  }

  func commandLine(in context: ScreenContext) -> String? {
    operation(in: context).flatMap { CommandLine.line(for: $0, subject.plan.eligible.map(\.id), in: context) }
  }
}
