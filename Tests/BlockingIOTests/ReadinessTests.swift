import BlockingIO
import Dispatch
import TestSupport
import Testing

@Suite("Bounded waits", .waiting)
struct ReadinessTests {
  @Test("A wait on a silent descriptor ends at its deadline, and not before")
  func timesOut() throws {
    let (silent, wake) = (try Wake(), try Wake())
    let clock = ContinuousClock()
    let took = try clock.measure {
      let end = try Readiness.wait(on: silent.descriptor, for: .reading, until: .after(.milliseconds(30)), wake: wake)
      #expect(end == .timedOut)
    }
    #expect(took >= .milliseconds(30))
  }

  @Test("A readable descriptor is reported, even when the deadline has passed")
  func ready() throws {
    let (talking, wake) = (try Wake(), try Wake())
    talking.signal()
    let end = try Readiness.wait(on: talking.descriptor, for: .reading, until: .after(.zero), wake: wake)
    #expect(end == .ready(.reading))
  }

  @Test("A wake signalled before the wait is not lost, and is spent by it")
  func wokenOnce() throws {
    let (silent, wake) = (try Wake(), try Wake())
    for _ in 0..<100_000 { wake.signal() }
    #expect(try Readiness.wait(on: silent.descriptor, for: .reading, until: .after(.seconds(60)), wake: wake) == .woken)
    #expect(try Readiness.wait(on: silent.descriptor, for: .reading, until: .after(.zero), wake: wake) == .timedOut)
  }

  @Test("A wake from another thread ends a wait")
  func wokenFromOutside() throws {
    let (silent, wake) = (try Wake(), try Wake())
    DispatchQueue(label: "waker").async { wake.signal() }
    #expect(try Readiness.wait(on: silent.descriptor, for: .reading, until: .after(.seconds(60)), wake: wake) == .woken)
  }
}
