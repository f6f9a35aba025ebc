import TriggerCore

@testable import TerminalUI
@testable import TriggerDashboard

/// An effect runner with a mailbox that a test can wait on.
final class EffectHarness: Sendable {
  private let mailbox: Mailbox<DashboardMessage>
  private let wakes: AsyncStream<Void>
  private let orders: AsyncStream<EffectRunner.Order>.Continuation

  init(
    _ store: any TriggerStore, processor: (any ProcessorControl)? = nil, lock: (any TriggerLock)? = nil,
    stuckLocks: (any StuckLockFinder)? = nil, checks: [any Check] = [],
    options: DashboardOptions = .testing
  ) {
    let (wakes, wake) = AsyncStream.makeStream(of: Void.self)
    self.wakes = wakes
    mailbox = Mailbox { wake.yield() }
    let (stream, orders) = AsyncStream.makeStream(of: EffectRunner.Order.self)
    self.orders = orders
    let runner = EffectRunner(
      store: store, processor: processor, lock: lock, stuckLocks: stuckLocks, checks: checks, options: options)
    Task { await runner.run(stream) }
  }

  func perform(_ effects: DashboardEffect...) {
    for effect in effects { orders.yield(.init(effect: effect, mailbox: mailbox)) }
  }

  /// What was answered up to and with the first message that fulfils the condition.
  func messages(until condition: (DashboardMessage) -> Bool) async -> [DashboardMessage] {
    var found: [DashboardMessage] = []
    for await _ in wakes {
      found += mailbox.drain()
      if found.contains(where: condition) { break }
    }
    return found
  }

  func finish() { orders.finish() }
}
