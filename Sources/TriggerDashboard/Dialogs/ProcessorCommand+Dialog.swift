import TriggerCore

extension ProcessorCommand {
  /// The dialog that asks before a processor is let loose on PostgreSQL, or on any queue that triggertop did not create;
  /// nil where nothing needs asking. What merely goes on after a pause was asked before.
  func dialog(in context: ScreenContext) -> (any Modal)? {
    guard case .start = self, let processor = context.data.processor, processor.state == .off else { return nil }
    let facts = context.data.facts
    return facts?.kind == .sqlite && facts?.isOwn == true ? nil : StartProcessorDialog(processor)
  }
}
