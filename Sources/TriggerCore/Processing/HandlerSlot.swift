/// One of the handlers that may run at once: a thread of its own, which a handler may block.
struct HandlerSlot {
  private let executor = QueueExecutor(label: "triggertop.handler")

  /// - Parameter ended: called once, however the handler ends.
  /// - Returns: the handler's task, to be cancelled.
  func run(
    _ handler: any Handler, _ context: ProcessContext, ended: @escaping @Sendable (Outcome) async -> Void
  ) -> Task<Void, Never> {
    Task(executorPreference: executor) {
      do {
        await ended(.succeeded(try await handler.run(context)))
      } catch let later as ProcessLater {
        await ended(.later(later.time))
      } catch {
        await ended(.failed(AttemptError(error)))
      }
    }
  }
}
