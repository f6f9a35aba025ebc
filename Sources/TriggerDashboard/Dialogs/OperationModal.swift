import TerminalUI
import TriggerCore

/// A dialog that asks before rows, frozen when it opened, are acted on: what would be done to which, and what would not.
protocol OperationModal: BoxModal {
  var subject: OperationSubject { get set }
  /// What is to be done, as far as it is chosen by now; nil where what was typed makes no sense yet.
  func operation(in context: ScreenContext) -> Operation?
}

extension OperationModal {
  func opening(in context: ScreenContext) -> [DashboardEffect] { [.loadHolders(subject.rows.map(\.id))] }

  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] {
    subject.receive(message, in: context)
    return []
  }

  /// Carries it out behind a progress dialog where it will take a while.
  func carryOut(_ operation: Operation, in context: ScreenContext) -> [ScreenRequest] {
    let plan = subject.plan(operation)
    guard !plan.eligible.isEmpty else { return [] }
    let run = OperationRun(id: context.now, operation: operation, targets: plan.targets)
    let progress: [ScreenRequest] =
      run.targets.count > ProgressDialog.threshold ? [.present(ProgressDialog(run))] : []
    return [.back] + progress + [.carryOut(.run(run))]
  }

  func commandLine(in context: ScreenContext) -> String? {
    operation(in: context).flatMap { CommandLine.line(for: $0, subject.plan($0).targets.map(\.id), in: context) }
  }
}
