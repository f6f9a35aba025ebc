import TerminalUI
import TriggerCore

/// Asks before the processor of this program is let loose on a queue that others may live by.
struct StartProcessorDialog: BoxModal {
  var box = BoxState()
  private let types: [String]
  private let concurrency: Int

  init(_ processor: ProcessorStatus) {
    types = processor.types
    concurrency = processor.concurrency
  }

  var role: Role { .danger }
  func title(in context: ScreenContext) -> String { "Process \(context.queueName)?" }

  func buttons(in context: ScreenContext) -> [Dialog.Button] {
    context.processingRefusal == nil
      ? [Dialog.Button("y", "Start", role: .danger), Dialog.Button(.escape, "Cancel")]
      : [Dialog.Button(.escape, "Close")]
  }

  mutating func confirm(in context: ScreenContext) -> [ScreenRequest] {
    context.processingRefusal == nil ? [.back, .carryOut(.processor(.start))] : []
  }

  func body(width: Int, in context: ScreenContext) -> [[Span]] {
    var text = TextLines(width: width)
    if let refusal = context.processingRefusal {
      text.text(refusal, role: .warned)
      return text.lines
    }
    text.text("This runs due triggers of \(context.queueName) with the handlers of this program, on this machine.")
    text.blank()
    let kind = context.data.facts.map { " (\($0.kind.rawValue) \($0.version))" } ?? ""
    text.field("Database", context.queueName + kind)
    text.field("Types", types.isEmpty ? "none: nothing would run" : types.joined(separator: ", "))
    text.field("At once", counted(concurrency, "handler"))
    if let pending = pendingText(in: context) { text.field("Pending", pending) }
    if context.mayHavePython {
      text.field(
        "Python",
        context.facilities.seesLocks
          ? "its locks are respected, in both directions"
          : "its workers can't see triggertop's claims, nor are their locks visible: a trigger may be run twice",
        context.facilities.seesLocks ? .text : .danger)
    }
    return text.lines
  }

  /// Of the types that have a handler here.
  private func pendingText(in context: ScreenContext) -> String? {
    guard let counts = context.data.counts else { return nil }
    let pending = counts.types.filter { types.contains($0.type) }.map { ($0.type, $0.states[.pending] ?? Tally(0)) }
    guard !pending.isEmpty else { return "none of these types" }
    return pending.prefix(5).map { "\($0.1.text) \($0.0)" }.joined(separator: ", ")
  }
}
