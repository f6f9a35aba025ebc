import TriggerCore

/// What an operator did to a queue whose database keeps no journal, so that it may be noted elsewhere.
public enum Deed: Sendable {
  case operation(Operation, OperationReport)
  case edit(DataEdit)
  case release([StuckLock])
}
