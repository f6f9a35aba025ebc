import BlockingIO
import Dispatch
import TestSupport
import Testing

@Suite("Calls that can be left", .waiting)
struct AbandonableCallTests {
  @Test("It returns what the body returns, and throws what it throws")
  func outcome() throws {
    let wake = try Wake()
    #expect(try AbandonableCall.run(until: .after(.seconds(60)), wake: wake) { 7 } == 7)
    #expect(throws: Failure.self) {
      try AbandonableCall.run(until: .after(.seconds(60)), wake: wake) { throw Failure() }
    }
  }

  @Test("At the deadline the caller leaves; the body goes on and its value is released")
  func leaves() async throws {
    let (release, released) = (DispatchSemaphore(value: 0), try Wake())
    let value = try AbandonableCall.run(until: .after(.milliseconds(20)), wake: try Wake()) {
      release.wait()
      return Releasing(signal: released)
    }
    #expect(value == nil)
    release.signal()
    let end = try Readiness.wait(on: released.descriptor, for: .reading, until: .after(.seconds(60)))
    #expect(end == .ready(.reading))
  }

  @Test("Cancelling the task ends the wait")
  func cancelled() async throws {
    let wake = try Wake()
    let release = DispatchSemaphore(value: 0)
    let task = Task.detached {
      try AbandonableCall.run(until: .after(.seconds(60)), wake: wake) { release.wait() }
    }
    task.cancel()
    wake.signal()
    await #expect(throws: CancellationError.self) { try await task.value }
    release.signal()
  }

  private struct Failure: Error {}

  private final class Releasing: Sendable {
    private let signal: Wake

    init(signal: Wake) {
      self.signal = signal
    }

    deinit {
      signal.signal()
    }
  }
}
