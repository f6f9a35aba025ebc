/// How a handler ended.
enum HandlerEnd: Sendable {
  /// With rows for `djtriggers_triggerresult`.
  case outcome(Outcome, results: [String])
  /// It could not begin.
  case shortage(MachineShortage)
}

/// One of the handlers that may run at once: a thread of its own, which a handler may block.
struct HandlerSlot {
  private let executor = QueueExecutor(label: "triggertop.handler")

  /// - Parameters:
  ///   - log: what a result logger makes of the handler's result; it may block as well.
  ///   - ended: called once, however the handler ends.
  /// - Returns: the handler's task, to be cancelled.
  func run(
    _ handler: any Handler, _ context: ProcessContext, log: @escaping @Sendable (TriggerResult?) -> [String],
    ended: @escaping @Sendable (HandlerEnd) async -> Void
  ) -> Task<Void, Never> {
    Task(executorPreference: executor) {
      do {
        let result = try await handler.run(context)
        await ended(.outcome(.succeeded(result), results: log(result)))
      } catch let later as ProcessLater {
        await ended(.outcome(.later(later.time), results: []))
      } catch let shortage as MachineShortage {
        await ended(.shortage(shortage))
      } catch {
        await ended(.outcome(.failed(AttemptError(error)), results: []))
      }
    }
  }
}
