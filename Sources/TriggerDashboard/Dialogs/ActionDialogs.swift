import TriggerCore

extension ActionKind {
  /// The dialog that asks before these rows are acted on, as they are seen now.
  ///
  /// - Parameter rows: at least one.
  func dialog(for rows: [Page.Row], in context: ScreenContext) -> (any Modal)? { nil }
}
