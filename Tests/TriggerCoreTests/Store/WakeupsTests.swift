import Synchronization
import TestSupport
import Testing

@testable import TriggerCore

@Suite("Who is woken", .waiting)
struct WakeupsTests {
  @Test("Others are listened to once for all, from the first listener to the last, and anew after that")
  func source() async throws {
    let source = Source()
    let wakeups = Wakeups { await source.run($0) }
    #expect(source.tally.withLock(\.started) == 0)
    for round in 1...2 {
      let (first, second) = (listen(to: wakeups), listen(to: wakeups))
      await source.hasBegun.next()
      first.cancel()
      await first.value
      #expect(source.tally.withLock(\.self) == Tally(started: round, cancelled: round - 1))
      second.cancel()
      await second.value
      #expect(source.tally.withLock(\.self) == Tally(started: round, cancelled: round))
    }
  }

  @Test("What the source hears, all listeners hear")
  func heard() async throws {
    let source = Source()
    let wakeups = Wakeups { await source.run($0) }
    var (first, second) = (wakeups.stream().makeAsyncIterator(), wakeups.stream().makeAsyncIterator())
    #expect(await first.next() != nil)
    #expect(await second.next() != nil)
  }

  @Test("Where it ends, so do all streams and the listening, and a later stream begins it anew")
  func finish() async throws {
    let source = Source()
    let wakeups = Wakeups { await source.run($0) }
    for round in 1...2 {
      var heard = wakeups.stream().makeAsyncIterator()
      #expect(await heard.next() != nil)
      wakeups.finish()
      #expect(await heard.next() == nil)
      #expect(source.tally.withLock(\.self) == Tally(started: round, cancelled: round))
    }
  }

  @Test("Nobody waits for a store that is gone")
  func gone() async throws {
    var wakeups: Wakeups? = Wakeups()
    var heard = try #require(wakeups).stream().makeAsyncIterator()
    wakeups = nil
    #expect(await heard.next() == nil)
  }

  private func listen(to wakeups: Wakeups) -> Task<Void, Never> {
    let stream = wakeups.stream()
    return Task { for await _ in stream {} }
  }
}

private struct Tally: Equatable {
  var started = 0
  var cancelled = 0
}

/// Hears something at once, and nothing more until it is cancelled.
private final class Source: Sendable {
  let tally = Mutex(Tally())
  let hasBegun = Turns()

  func run(_ heard: @Sendable () -> Void) async {
    tally.withLock { $0.started += 1 }
    await withTaskCancellationHandler {
      heard()
      hasBegun.add()
      try? await Gate().passUnlessCancelled()
    } onCancel: {
      tally.withLock { $0.cancelled += 1 }
    }
  }
}

/// Counts what has happened, for one who waits for the next time.
private final class Turns: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream(of: Void.self) }

  func add() { continuation.yield() }

  func next() async {
    var iterator = stream.makeAsyncIterator()
    _ = await iterator.next()
  }
}
