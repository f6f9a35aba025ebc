import TriggerCore

/// What the operator asks of the processor in this program.
enum ProcessorCommand: Hashable, Sendable {
  case start, pause, drain
  case setConcurrency(Int)
  /// Runs one trigger now, whatever its state.
  case force(TriggerID)
}
