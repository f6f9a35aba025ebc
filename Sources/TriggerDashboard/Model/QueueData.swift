import TriggerCore

/// What is known of the queue and its processors, all of it safe to draw. Screens read it, `DashboardUpdate` writes it.
struct QueueData: Sendable {
  var facts: StoreFacts?
  var counts: StateCounts?
  /// The trigger under the cursor or on the detail screen, once it was read.
  var detail: TriggerDetail?
  /// Asked for when Processors is on screen.
  var overview: ProcessorOverview?
  /// Who held Redis locks, of the triggers that were asked about.
  var locks: [TriggerID: SeenLock] = [:]
  /// Why Redis locks could not be asked about; nil where they could, or where there are none.
  var lockTrouble: String?
  /// What the last search for stuck locks found, or why it could not; asked for when Processors is on screen.
  var stuckLocks: Result<FoundLocks, StoreError>?
  /// The processor in this program; nil where there is none.
  var processor: ProcessorStatus?
  var log = EventLog()
  /// Why a trigger that was acted on was left alone, until it is marked or acted on anew.
  var refusals: [TriggerID: String] = [:]
}
