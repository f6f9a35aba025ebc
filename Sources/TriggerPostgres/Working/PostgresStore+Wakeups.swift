import TriggerCore

extension PostgresStore {
  private static let pauseAfterTrouble = Duration.seconds(5)
  /// A connection that a proxy or router has forgotten looks like one on which nothing happens.
  private static let longestSilence = Duration.seconds(60)

  public func wakeups() -> AsyncStream<Void> {
    wakeups(probingAfter: Self.longestSilence, pausing: Self.pauseAfterTrouble)
  }

  /// - Parameters:
  ///   - silence: after which the server is asked whether it is still there.
  ///   - pause: before it is listened again where it was not.
  func wakeups(probingAfter silence: Duration, pausing pause: Duration) -> AsyncStream<Void> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let listener = Task { [listening, options] in
        while !Task.isCancelled {
          do {
            try await listening.listen(to: Self.firedChannel, within: options.readTimeout)
            if try await listening.notification(within: silence) != nil {
              continuation.yield()
            } else {
              _ = try await listening.query(PostgresStatement("SELECT"), within: options.readTimeout)
            }
          } catch is CancellationError {
            break
          } catch {
            // Nobody hears of it: processors poll as well. What was fired meanwhile was not heard either.
            try? await Task.sleep(for: pause)
            continuation.yield()
          }
        }
      }
      continuation.onTermination = { _ in listener.cancel() }
    }
  }
}
