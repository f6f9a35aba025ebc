import TerminalUI
import TriggerCore

/// Asks before the operator's newest action is taken back: what it was, and what would become of its triggers.
struct UndoDialog: BoxModal {
  var box = BoxState()
  /// Nil until the journal has answered.
  private var answer: Result<UndoOffer?, StoreError>?

  func opening(in context: ScreenContext) -> [DashboardEffect] { [.loadUndo] }

  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] {
    if case .undoable(let result) = message { answer = result }
    return []
  }

  private var offer: UndoOffer? {
    if case .success(let offer?) = answer { offer } else { nil }
  }

  func title(in context: ScreenContext) -> String {
    guard let offer else { return "Undo on \(context.queueName)" }
    return "Undo \(offer.action.verb) of \(counted(offer.targets.count, "trigger")) on \(context.queueName)"
  }

  func buttons(in context: ScreenContext) -> [Dialog.Button] {
    guard let offer else { return [Dialog.Button(.escape, "Close")] }
    let number = context.area.width < 48 ? "" : " \(offer.targets.count.grouped)"
    return [Dialog.Button("y", "Undo" + number, role: .warned), Dialog.Button(.escape, "Cancel")]
  }

  mutating func confirm(in context: ScreenContext) -> [ScreenRequest] {
    guard let offer else { return [] }
    let run = OperationRun(id: context.now, operation: .undo(offer.action.id), targets: offer.targets)
    return [.back, .present(ProgressDialog(run)), .carryOut(.run(run))]
  }

  func commandLine(in context: ScreenContext) -> String? {
    offer.flatMap { CommandLine.line(for: .undo($0.action.id), $0.targets.map(\.id), in: context) }
  }

  func body(width: Int, in context: ScreenContext) -> [[Span]] {
    var text = TextLines(width: width)
    switch answer {
    case nil: text.text("Looking up what you did last…", role: .muted)
    case .failure(let error): text.text(error.description.sanitised, role: .danger)
    case .success(nil):
      text.text("You (\(context.operatorName)) did nothing here that could still be taken back.", role: .muted)
    case .success(let offer?): write(offer, to: &text, in: context)
    }
    return text.lines
  }

  private func write(_ offer: UndoOffer, to text: inout TextLines, in context: ScreenContext) {
    text.field("Done", context.times.full(offer.action.at))
    if let trouble = context.data.lockTrouble {
      text.field("Beware", "Python's locks can't be asked about now, so nothing will be done: \(trouble)", .danger)
    }
    if context.mayHavePython, !context.facilities.seesLocks {
      text.field("Beware", "Python locks not visible (no Redis): a worker at work on one would write over it", .danger)
    }
    text.field("Guard", "what is not as you left it is left alone and reported", .muted)
    text.blank()
    let shown = offer.samples.prefix(offer.targets.count > 20 ? 5 : 20)
    for sample in shown {
      text.line(UndoneTrigger(sample, in: context).line)
      for change in UndoneTrigger.changes(sample.change) { text.text(change, indent: 4) }
    }
    if offer.targets.count > shown.count {
      text.text("… and \((offer.targets.count - shown.count).grouped) more", indent: 2, role: .muted)
    }
  }
}
