import TriggerCore

/// What one round of refreshing reads.
struct Refresh: Hashable, Sendable {
  var facts: Bool
  var counts: CountQuery
  /// Nil while the list is frozen or not on screen.
  var page: PageLoad?
  var detail: TriggerID?
  var overview: Bool
  /// What matches this is to be counted, last of all, since it may take longest.
  var total: TriggerFilter?
}
