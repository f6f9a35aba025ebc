import TerminalUI
import TriggerCore

/// Asks before the processor of this program is let loose on a queue that others may live by.
struct StartProcessorDialog: BoxModal {
  var box = BoxState()
  private let processor: ProcessorStatus

  init(_ processor: ProcessorStatus) { self.processor = processor }

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
    text.text(sentence(context.queueName))
    text.blank()
    let kind = context.data.facts.map { " (\($0.kind.rawValue) \($0.version))" } ?? ""
    text.field("Database", context.queueName + kind)
    let types = processor.types
    text.field("Types", types.isEmpty ? "none: nothing would run" : types.joined(separator: ", "))
    if let sending = processor.sending, !processor.onlySends {
      text.field("By Celery", sending.types.joined(separator: ", "))
    }
    if !processor.onlySends { text.field("At once", counted(processor.concurrency, "handler")) }
    if let pending = pendingText(in: context) { text.field("Pending", pending) }
    if context.mayHavePython, !processor.onlySends {
      text.field(
        "Python",
        context.facilities.seesLocks
          ? "its locks are respected, in both directions"
          : "its workers can't see triggertop's claims, nor are their locks visible: a trigger may be run twice",
        context.facilities.seesLocks ? .text : .danger)
    }
    return text.lines
  }

  private func sentence(_ queue: String) -> String {
    let runs = "This runs due triggers of \(queue) with the handlers of this program, on this machine"
    guard let sending = processor.sending else { return runs + "." }
    let target = "to Celery's queue \(sending.queue), whose Python workers run them"
    return processor.onlySends
      ? "This sends due triggers of \(queue) \(target)." : "\(runs), and sends others \(target)."
  }

  /// Of the types that have a handler here.
  private func pendingText(in context: ScreenContext) -> String? {
    guard let counts = context.data.counts else { return nil }
    let isPart = counts.scanned < 1
    let pending = counts.types.filter { processor.types.containsExactly($0.type) }.map {
      ($0.type, $0.states[.pending] ?? Tally(0, isPart ? .atLeast : .exact))
    }
    guard !pending.isEmpty else { return isPart ? "?" : "none of these types" }
    return pending.prefix(5).map { "\($0.1.text) \($0.0)" }.joined(separator: ", ")
  }
}
