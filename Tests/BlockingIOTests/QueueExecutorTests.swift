import BlockingIO
import Dispatch
import TestSupport
import Testing

@Suite("QueueExecutor", .waiting)
struct QueueExecutorTests {
  @Test("More blocked actors than the pool has threads still run side by side, and leave the pool free")
  func blocksNobodyElse() async {
    let everyone = DispatchSemaphore(value: 0)
    let release = DispatchSemaphore(value: 0)
    let actors = (0..<16).map { _ in Blocking() }
    await withTaskGroup(of: Void.self) { group in
      for actor in actors {
        group.addTask { await actor.meet(arrival: everyone, release: release) }
      }
      // Each waits for the release until all have arrived: on shared threads the sixteenth would never start.
      group.addTask { await Blocking().open(release, afterArrivalsAt: everyone, count: actors.count) }
      await group.waitForAll()
    }
  }

  @Test("An actor's calls run one after the other, on its own queue")
  func isSerial() async {
    let counter = Blocking()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<200 { group.addTask { await counter.count() } }
    }
    #expect(await counter.counted == 200)
    await counter.assertOnItsQueue()
  }
}

private actor Blocking {
  private nonisolated let executor = QueueExecutor(label: "blocking test")
  private(set) var counted = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  func meet(arrival: DispatchSemaphore, release: DispatchSemaphore) {
    arrival.signal()
    release.wait()
  }

  func open(_ release: DispatchSemaphore, afterArrivalsAt arrival: DispatchSemaphore, count: Int) {
    for _ in 0..<count { arrival.wait() }
    for _ in 0..<count { release.signal() }
  }

  func count() {
    counted += 1
  }

  func assertOnItsQueue() {
    #expect(executor.isIsolatingCurrentContext() == true)
    executor.checkIsolated()
  }
}
