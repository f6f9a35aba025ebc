import TerminalUI
import TriggerCore

/// Whatever happens to the dashboard: what the operator does, and what effects answer.
enum DashboardMessage: Sendable {
  case input(Input)
  /// The screen or dialog that receives it has just been opened.
  case opened

  case facts(Result<StoreFacts, StoreError>)
  case counts(Result<StateCounts, StoreError>)
  case page(PageLoad, Result<Page, StoreError>)
  /// How many rows a filter matches, and what counting them beyond the bounds cost.
  case total(TriggerFilter, Tally, exactCost: Duration)
  /// Nil within a success: there is no such trigger.
  case detail(TriggerID, Result<TriggerDetail?, StoreError>)
  /// A trigger whose data is to be edited, as the database has it: not made safe for terminals.
  case data(TriggerID, Result<TriggerDetail?, StoreError>)
  case edited(TriggerID, Result<OperationResult, StoreError>)
  case overview(Result<ProcessorOverview, StoreError>)
  case dependents([TriggerID], Result<Dependents, StoreError>)
  case holders([TriggerID], Result<[TriggerID: LockHolder], StoreError>)
  /// Nil within a success: there is nothing to be taken back.
  case undoable(Result<UndoOffer?, StoreError>)
  /// A round of refreshing is over; what it cost in all.
  case refreshed(Duration)

  /// Rows found so far for *all of the filter*; the last answer says whether there were more than the limit.
  case gathered(generation: Int, rows: [Page.Row], isComplete: Bool, wasCut: Bool)
  case gatheringFailed(generation: Int, StoreError)

  /// A chunk of an operation is done; `entries` are of this chunk alone.
  case operationAdvanced(OperationRun.ID, entries: [OperationReport.Entry])
  case operationEnded(OperationRun.ID, OperationEnd)

  case processorStatus(ProcessorStatus)
  case processorEvent(ProcessorEvent)
  /// With what is worth telling.
  case processorAnswered(ProcessorCommand, Result<Notice?, StoreError>)

  case stuckLocks(Result<FoundLocks, StoreError>)
  /// The locks that were to be released, and those that were.
  case locksReleased([StuckLock], Result<[StuckLock], StoreError>)
  /// Something was done that could not be noted in the journal: a sentence.
  case notJournaled(String)
  case checked([CheckRun.Entry])
}
