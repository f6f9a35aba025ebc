import TerminalUI
import TriggerCore

/// What is to be done outside the model; all but `terminal` is done off the main thread and answers with messages.
enum DashboardEffect: Hashable, Sendable {
  /// One round: each part that is asked for in turn, each answering for itself, then `refreshed`.
  case refresh(Refresh)
  /// Takes the place of a page still being loaded.
  case loadPage(PageLoad)
  /// Takes the place of a detail still being loaded. Begins after `delay`, so that a moving cursor asks once.
  case loadDetail(TriggerID, delay: Duration)
  /// Reads a trigger whose data is to be edited.
  case loadData(TriggerID)
  case edit(DataEdit)
  case loadDependents([TriggerID])
  /// Answers at once with nothing where locks can't be seen.
  case loadHolders([TriggerID])
  /// Finds all rows of a filter, at most `limit`, page by page, by id whatever the query's order.
  case gather(generation: Int, PageQuery, limit: Int)
  case stopGathering
  /// Looks the operator's newest action up that can be taken back.
  case loadUndo
  case run(OperationRun)
  case stop(OperationRun.ID)
  case processor(ProcessorCommand)
  /// Left out while a search is still under way.
  case loadStuckLocks
  /// By compare-and-delete.
  case release([StuckLock])
  case runChecks
  case terminal(TerminalCommand)
}
