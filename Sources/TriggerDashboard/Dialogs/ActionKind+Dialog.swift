import TriggerCore

extension ActionKind {
  /// The dialog that asks before these rows are acted on, as they are seen now. There always is one, even for the retry
  /// of a single trigger: see `RetryDialog`.
  ///
  /// - Parameters:
  ///   - rows: at least one.
  ///   - unseen: how many of them the list does not show.
  func dialog(for rows: [Page.Row], unseen: Int = 0, in context: ScreenContext) -> any Modal {
    switch self {
    case .retry: dialog(RetryDialog(rows, in: context), unseen)
    case .reschedule: dialog(RescheduleDialog(rows, in: context), unseen)
    case .delete: dialog(DeleteDialog(rows, in: context), unseen)
    }
  }

  private func dialog(_ dialog: some OperationModal, _ unseen: Int) -> any Modal {
    var dialog = dialog
    dialog.subject.unseen = unseen
    return dialog
  }
}
