import TriggerCore

extension PostgresStore {
  /// How long one wait on the listening connection takes at most.
  private static let listeningTime = Duration.seconds(300)
  private static let pauseAfterTrouble = Duration.seconds(5)

  public func wakeups() -> AsyncStream<Void> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let listener = Task { [listening, options] in
        while !Task.isCancelled {
          do {
            try await listening.listen(to: Self.firedChannel, within: options.readTimeout)
            if try await listening.notification(within: Self.listeningTime) != nil { continuation.yield() }
          } catch is CancellationError {
            break
          } catch {
            // Nobody hears of it: processors poll as well. What was fired meanwhile was not heard either.
            try? await Task.sleep(for: Self.pauseAfterTrouble)
            continuation.yield()
          }
        }
      }
      continuation.onTermination = { _ in listener.cancel() }
    }
  }
}
