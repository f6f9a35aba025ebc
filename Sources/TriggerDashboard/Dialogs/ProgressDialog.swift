import TerminalUI
import TriggerCore

/// Watches an operation to its end, and stops it when asked. What was done by then stays done.
struct ProgressDialog: Modal {
  /// What is done sooner shows no box that nobody could read.
  private static let patience = Duration.milliseconds(400)

  enum Command: Hashable, Sendable { case stop, leave }

  static let bindings: [KeyBinding<Command>] = [
    KeyBinding(
      .escape, command: .stop, label: "stop", help: "Stop after what is under way now.", group: BoxCommand.group,
      importance: 90),
    KeyBinding(.control("c"), command: .leave, help: "Stop; again: quit.", group: BoxCommand.group),
  ]

  private let run: OperationRun
  private var summary: OperationSummary
  private var isStopping = false

  init(_ run: OperationRun) {
    self.run = run
    summary = OperationSummary(run.operation, total: run.targets.count)
  }

  mutating func handle(_ command: Command, in context: ScreenContext) -> [ScreenRequest] {
    // What is under way may hang: ^C must be a way out all the same.
    guard !isStopping else { return command == .leave ? [.quit] : [] }
    isStopping = true
    return [.carryOut(.stop(run.id))]
  }

  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] {
    switch message {
    case .operationAdvanced(run.id, let entries):
      summary.add(entries, at: context.now)
    case .operationEnded(run.id, let end):
      if summary.isClean, end == .completed { return [.back, .tell(.done(summary.sentence + "."))] }
      return [.back, .present(ResultDialog(summary, end: end))]
    default: break
    }
    return []
  }

  func draw(into frame: inout Frame, in rect: Rect, context: ScreenContext) {
    // When it was confirmed is its id.
    guard isStopping || context.now.since(run.id) >= Self.patience else { return }
    let width = min(Dialog.bodyWidth(in: rect), 60)
    let dialog = Dialog(
      title: title(in: context),
      body: [
        [Span(" ".padded(to: width))],
        [Span("\(summary.dealtWith.grouped) of \(counted(summary.total, "trigger"))")],
        [Span(leftAlone, .warned)],
      ],
      buttons: [Dialog.Button(.escape, isStopping ? "Stopping…" : "Stop")], glyphs: context.glyphs)
    dialog.draw(into: &frame, in: rect)
    // The bar takes the body's first line.
    let box = rect.centred(Size(columns: width + 4, rows: dialog.body.count + 5))
    let bar = box.inset(horizontally: 2, vertically: 2).row(0)
    ProgressBar(fraction: Double(summary.dealtWith) / Double(max(1, summary.total)), style: Style(.running))
      .draw(into: &frame, in: bar)
  }

  private func title(in context: ScreenContext) -> String {
    "\(run.operation.verb.prefix(1).uppercased())\(run.operation.verb.dropFirst()) on \(context.queueName)"
  }

  private var leftAlone: String {
    let count = summary.dealtWith - summary.done
    return count == 0 ? "" : "\(count.grouped) left alone"
  }
}
