import TriggerCore

extension ProcessorCommand {
  /// The dialog that asks before a processor is let loose on a queue that triggertop did not create; nil where
  /// nothing needs asking.
  func dialog(in context: ScreenContext) -> (any Modal)? { nil }
}
