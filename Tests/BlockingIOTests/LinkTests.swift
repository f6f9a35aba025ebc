import BlockingIO
import Synchronization
import TestSupport
import Testing

/// A test that needs it all has failed.
private var soon: Deadline { .after(Patience.hang) }

@Suite("A link to a server", .waiting)
struct LinkTests {
  @Test("It opens a session at the first call and keeps it")
  func keeps() async throws {
    let link = try Link(to: ScriptedServer(), label: "test")
    #expect(await !link.isOpen)
    #expect(try await link.session() == 1)
    #expect(try await link.session() == 1)
    #expect(await link.isOpen)
  }

  @Test("A session that was given up, that the server ended, or that was closed is replaced at the next call")
  func replaces() async throws {
    let link = try Link(to: ScriptedServer(), label: "test")
    #expect(try await link.session { $0.isUsable = false } == 1)
    #expect(await !link.isOpen)
    #expect(try await link.session { $0.hasEnded = true } == 2)
    #expect(try await link.session() == 3)
    await link.close()
    #expect(await !link.isOpen)
    #expect(try await link.session() == 4)
  }

  @Test("While the server is out of reach, calls get that failure, and it is left in peace until the pause is over")
  func outage() async throws {
    let server = ScriptedServer(.outOfReach)
    let link = try Link(to: server, label: "test", pauses: .seconds(600)...(.seconds(600)))
    for _ in 0..<3 {
      await #expect(throws: ScriptedServer.Failure.outOfReach) { try await link.session() }
    }
    #expect(server.attempts.count == 1)
  }

  @Test("Once the pause is over it is tried again, and a success ends the outage")
  func recovery() async throws {
    let server = ScriptedServer(.outOfReach)
    let link = try Link(to: server, label: "test", pauses: .zero...(.zero))
    for _ in 0..<3 {
      await #expect(throws: ScriptedServer.Failure.outOfReach) { try await link.session() }
    }
    server.failure = nil
    #expect(try await link.session() == 4)
    #expect(try await link.session() == 4)
  }

  @Test("Each pause is twice the one before")
  func pauses() async throws {
    let server = ScriptedServer(.outOfReach)
    let link = try Link(to: server, label: "test", pauses: .milliseconds(5)...(.seconds(600)))
    while server.attempts.count < 5 { _ = try? await link.session() }
    let pauses = zip(server.attempts, server.attempts.dropFirst()).map { $0.duration(to: $1) }
    for (pause, least) in zip(pauses, [5, 10, 20, 40]) { #expect(pause >= .milliseconds(least)) }
  }

  @Test("A server that answers, and does not let one in, is asked each time")
  func refusal() async throws {
    let server = ScriptedServer(.refused)
    let link = try Link(to: server, label: "test", pauses: .seconds(600)...(.seconds(600)))
    for _ in 0..<2 {
      await #expect(throws: ScriptedServer.Failure.refused) { try await link.session() }
    }
    server.failure = nil
    #expect(try await link.session() == 3)
  }

  @Test("Cancelling a task ends its wait, and not the wait of the one that runs")
  func cancellation() async throws {
    let link = try Link(to: ScriptedServer(), label: "test")
    let (begun, answer) = (Gate(), try Wake())
    let running = Task { try await link.session { try $0.wait(for: answer, begun) } }
    await begun.pass()
    let inLine = Task { try await link.session { try $0.wait(for: answer, begun) } }
    inLine.cancel()
    answer.signal()
    #expect(try await running.value == 1)
    await #expect(throws: CancellationError.self) { try await inLine.value }
    let (nextBegun, never) = (Gate(), try Wake())
    let next = Task { try await link.session { try $0.wait(for: never, nextBegun) } }
    await nextBegun.pass()
    next.cancel()
    await link.close()
    await #expect(throws: CancellationError.self) { try await next.value }
  }
}

extension Link<ScriptedServer> {
  /// The number of the session in which the body ran.
  @discardableResult
  fileprivate func session(_ body: @Sendable (ScriptedServer.Session) throws -> Void = { _ in }) async throws -> Int {
    try await withSession(until: soon) {
      try body($0)
      return $0.number
    }
  }
}

/// Opens a session, or does not, as it is told.
private final class ScriptedServer: Peer {
  enum Failure: Error {
    case outOfReach
    case refused
  }

  final class Session: PeerSession {
    let number: Int
    var isUsable = true
    var hasEnded = false
    private let wake: Wake

    init(_ number: Int, _ wake: Wake) {
      self.number = number
      self.wake = wake
    }

    func isStillOpen() -> Bool { !hasEnded }

    func wait(for answer: Wake, _ begun: Gate) throws {
      begun.open()
      while true {
        try Task.checkCancellation()
        if case .ready = try Readiness.wait(on: answer.descriptor, for: .reading, until: soon, wake: wake) { return }
      }
    }
  }

  private let state: Mutex<(attempts: [ContinuousClock.Instant], failure: Failure?)>

  init(_ failure: Failure? = nil) { state = Mutex(([], failure)) }

  /// When each began.
  var attempts: [ContinuousClock.Instant] { state.withLock(\.attempts) }

  var failure: Failure? {
    get { state.withLock(\.failure) }
    set { state.withLock { $0.failure = newValue } }
  }

  func open(until deadline: Deadline, wake: Wake) throws -> Session {
    let (attempts, failure) = state.withLock { state in
      state.attempts.append(.now)
      return state
    }
    if let failure { throw failure }
    return Session(attempts.count, wake)
  }

  func isOutage(_ error: any Error) -> Bool { error as? Failure == .outOfReach }
}
