import TriggerCore

/// Gives the demo's queue a past: two hours of work by processors that are not here, told through the same calls
/// with which real ones work.
struct DemoHistory {
  private static let span = Duration.hours(2)
  private static let steps = 60

  private let store: any TriggerStore
  private let lifecycle: Lifecycle
  private let now: Instant
  private var generator: SeededGenerator
  private let seed: UInt64

  init(store: any TriggerStore, lifecycle: Lifecycle, seed: UInt64, now: Instant) {
    self.store = store
    self.lifecycle = lifecycle
    self.now = now
    self.seed = seed
    generator = SeededGenerator(seed: seed)
  }

  mutating func write() async throws {
    let kinds = DemoKind.all.flatMap { Array(repeating: $0, count: $0.weight) }
    for step in 0..<Self.steps {
      let time = now - Self.span + .seconds(step * 7_200 / Self.steps)
      let batch = (0..<Int.random(in: 4...12, using: &generator)).map { _ in kinds.pick(&generator) }
      try await work(off: batch, from: time)
    }
    try await fire(Array(repeating: .orphan, count: 6), at: now - .minutes(95))
    try await fire((0..<40).map { _ in kinds.pick(&generator) }, at: now - .seconds(3), scheduledOnly: true)
    try await loseAProcessor(at: now - .minutes(4))
  }

  /// Fires a batch and runs it try by try until each is done or its next try is still to come.
  private mutating func work(off kinds: [DemoKind], from time: Instant) async throws {
    var open = try await fire(kinds, at: time)
    var tries = time + .seconds(2)
    while !open.isEmpty, tries < now {
      let ids = open.keys.sorted()
      let request = ClaimRequest(.forced(ids: ids), limit: ids.count, processorID: nil, lease: .seconds(30))
      let checked = try await store.recheck(try await store.claim(request, now: tries), now: tries)
      var finishes: [Finish] = []
      for trigger in checked {
        guard let kind = open[trigger.record.id] else { continue }
        let transition = transition(of: trigger.record, kind: kind, at: tries)
        if transition.progress.processed != nil { open[trigger.record.id] = nil }
        finishes.append(
          Finish(
            claim: trigger.claim, seen: trigger.record.progress, progress: transition.progress,
            attempt: transition.attempt))
      }
      _ = try await store.finish(finishes)
      tries = tries + .minutes(Int.random(in: 3...25, using: &generator))
    }
  }

  private mutating func transition(of record: TriggerRecord, kind: DemoKind, at time: Instant) -> Transition {
    let duration = Duration.milliseconds(Int.random(in: kind.milliseconds, using: &generator))
    let host = ["web1:2210", "web2:903", "web3:4117"].pick(&generator)
    let outcome: Outcome =
      DemoFate(of: record, kind: kind, seed: seed).error(atTries: record.tries).map { .failed($0) } ?? .succeeded(nil)
    let run = AttemptRun(started: time, duration: duration, processor: host)
    let end = min(time + duration, now)
    return lifecycle.transition(of: record, outcome: outcome, run: run, now: end, jitter: 0.5)
  }

  /// - Returns: those that are due at once, by id.
  @discardableResult
  private mutating func fire(_ kinds: [DemoKind], at time: Instant, scheduledOnly: Bool = false) async throws
    -> [TriggerID: DemoKind]
  {
    let triggers = kinds.map { $0.trigger(now: now, scheduled: scheduledOnly ? true : nil, &generator) }
    let ids = try await store.fire(triggers, now: time)
    let due = zip(ids, zip(kinds, triggers)).filter { $0.1.1.after == nil }
    return Dictionary(uniqueKeysWithValues: due.map { ($0.0, $0.1.0) })
  }

  /// A claim that was started and never renewed: the embedded processor takes it over before the user's eyes.
  private mutating func loseAProcessor(at time: Instant) async throws {
    let kind = DemoKind.all[2]
    let lost = ProcessorRecord(
      id: "demo-web2", host: "web2", pid: 903, since: time - .hours(5), types: [kind.type], concurrency: 2,
      state: .running, seen: time)
    try await store.heartbeat(lost, now: time)
    let ids = try await store.fire([kind.trigger(now: now, scheduled: false, &generator)], now: time)
    let request = ClaimRequest(.named(ids: ids), limit: 1, processorID: lost.id, lease: .seconds(30))
    for claim in try await store.claim(request, now: time) { _ = try await store.start(claim, now: time) }
  }
}
