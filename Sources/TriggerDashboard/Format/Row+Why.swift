import TriggerCore

extension Page.Row {
  /// Why it is not running, in one true sentence without a full stop.
  /// - Parameter detail: what more is known of it, if it was read.
  func why(detail: TriggerDetail?, in context: ScreenContext) -> String { "" }
}
