import TriggerCore

extension ActionKind {
  /// The dialog that asks before these rows are acted on, as they are seen now. There always is one, even for the retry
  /// of a single trigger: see `RetryDialog`.
  ///
  /// - Parameter rows: at least one.
  func dialog(for rows: [Page.Row], in context: ScreenContext) -> any Modal {
    switch self {
    case .retry: RetryDialog(rows, in: context)
    case .reschedule: RescheduleDialog(rows, in: context)
    case .delete: DeleteDialog(rows, in: context)
    }
  }
}
