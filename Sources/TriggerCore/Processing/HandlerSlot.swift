/// One of the handlers that may run at once: a thread of its own, which a handler may block.
struct HandlerSlot {
  private let executor = QueueExecutor(label: "triggertop.handler")

  /// - Parameters:
  ///   - log: what a result logger makes of the handler's result; it may block as well.
  ///   - ended: called once, however the handler ends, with the rows of `log`.
  /// - Returns: the handler's task, to be cancelled.
  func run(
    _ handler: any Handler, _ context: ProcessContext, log: @escaping @Sendable (TriggerResult?) -> [String],
    ended: @escaping @Sendable (Outcome, [String]) async -> Void
  ) -> Task<Void, Never> {
    Task(executorPreference: executor) {
      do {
        let result = try await handler.run(context)
        await ended(.succeeded(result), log(result))
      } catch let later as ProcessLater {
        await ended(.later(later.time), [])
      } catch {
        await ended(.failed(AttemptError(error)), [])
      }
    }
  }
}
