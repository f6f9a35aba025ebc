import TriggerCore

/// The rows that an action is about, as they were when its dialog opened, and what would become of them.
struct OperationSubject: Sendable {
  let rows: [Page.Row]
  /// When the rows were frozen.
  let at: Instant
  let limits: TryLimits
  /// How many of the rows the list does not show as it is filtered.
  var unseen = 0
  /// Which rows can be rescheduled does not depend on the time.
  var operation: Operation { didSet { replan() } }
  /// Kept, since dialogs are drawn often and rows may be many.
  private(set) var plan: OperationPlan
  private var holders: [TriggerID: LockHolder] = [:]

  init(_ rows: [Page.Row], _ operation: Operation, in context: ScreenContext) {
    self.rows = rows
    self.operation = operation
    at = context.now
    limits = context.limits
    plan = OperationPlan(operation, rows: rows, limits: limits, now: at)
  }

  var ids: [TriggerID] { rows.map(\.id) }

  /// Takes note of who holds locks on these rows.
  mutating func receive(_ message: DashboardMessage) {
    guard case .holders(let ids, .success(let holders)) = message, ids == self.ids else { return }
    self.holders = holders
    replan()
  }

  private mutating func replan() {
    plan = OperationPlan(operation, rows: rows, locks: holders, limits: limits, now: at)
  }
}
