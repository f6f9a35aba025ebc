import TriggerCore

/// What a screen or a dialog asks of the dashboard around it.
enum ScreenRequest: Sendable {
  case carryOut(DashboardEffect)
  case present(any Modal)
  case show(ScreenID)
  /// The detail of one trigger, over the screen that asks.
  case open(TriggerID)
  /// Closes the dialog or the detail that asks.
  case back
  /// Opens the dialog for an action on these rows as they are seen now. At least one row.
  ///
  /// - Parameter unseen: how many of them the list does not show as it is filtered.
  case act(ActionKind, [Page.Row], unseen: Int = 0)
  case tell(Notice)
  case quit
}
