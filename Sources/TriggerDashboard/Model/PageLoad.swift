import TriggerCore

/// A page asked for. Answers to an older generation than the list's own are dropped.
struct PageLoad: Hashable, Sendable {
  /// What the rows are for.
  enum Purpose: Hashable, Sendable {
    /// The list begins anew with them.
    case replace
    /// They take the place of the rows on screen, as they are by now.
    case refresh
    case append
    case prepend
  }

  var generation: Int
  var purpose: Purpose
  var query: PageQuery
}
