import BlockingIO
import TriggerCore

extension PostgresStore {
  public func wakeups() -> AsyncStream<Void> { listeners.stream() }
}

/// Hears on a connection of its own what others fire.
struct FiringListener: Sendable {
  /// Listens to the channel.
  let connection: PostgresConnection
  /// For what the server answers at once.
  let limit: Duration
  /// After it the server is asked whether it is still there: a connection that a proxy or router has forgotten looks
  /// like one on which nothing happens.
  var longestSilence = Duration.seconds(60)
  /// Before it is listened again where that failed.
  var pauseAfterTrouble = Duration.seconds(5)

  /// Until its task is cancelled.
  func run(_ heard: () -> Void) async {
    while !Task.isCancelled {
      do {
        try await connection.open(deadline: .after(limit))
        if try await connection.notification(deadline: .after(longestSilence)) != nil {
          heard()
        } else {
          try await connection.query("SELECT", deadline: .after(limit))
        }
      } catch is CancellationError {
        return
      } catch {
        // Nobody hears of it: processors poll as well. What was fired meanwhile was not heard either.
        try? await Task.sleep(for: pauseAfterTrouble)
        heard()
      }
    }
  }
}
