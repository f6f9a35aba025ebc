import Foundation
import Logging
import TriggerCore

/// Puts due triggers before Celery workers, as django-triggers does with DJTRIGGERS_ASYNC_HANDLING; but none twice
/// while the first message is on its way.
///
/// A claim of kind sent comes first, then the message; the lock is never taken, since a worker that finds it held
/// returns without a word. The claim ends when the worker, or anybody else, has changed the row, and at the latest with
/// its lease: workers acknowledge a message before they run it, so those of a killed worker are lost.
public actor CeleryDispatcher {
  /// Sent in one go.
  private static let batch = 500

  private nonisolated let store: any TriggerStore
  private nonisolated let broker: CeleryBroker
  private nonisolated let models: [ExactText: CeleryModel]
  private nonisolated let settings: CelerySettings
  private nonisolated let logger: Logger
  private nonisolated let clock: any ProcessorClock
  private nonisolated let jitter: @Sendable () -> Double

  private nonisolated let hub: EventHub

  private var outstanding: [TriggerID: SentTrigger] = [:]
  private var sent = 0
  private var trouble: StoreError?
  private var loop: Task<Void, Never>?
  private var wake: Signal
  private var isStopping = false
  /// Among the registered processors; nil while it is stopped.
  private var registration: ProcessorRecord?
  /// The dispatcher's clock: when it was last announced, and when others' claims were last swept.
  private var announced: Duration?
  private var swept: Duration?

  /// How often it says that it lives, and sweeps.
  private static let beat = Duration.seconds(10)

  /// - Parameters:
  ///   - models: which Django model runs a type, such as `billing.PayBill` for `pay_bill`.
  ///   - jitter: from 0 to 1, to spread what would happen at once.
  public init(
    store: any TriggerStore, broker: CeleryBroker, models: [ExactText: CeleryModel],
    settings: CelerySettings = CelerySettings(), logger: Logger = Logger(label: "triggertop.celery"),
    clock: any ProcessorClock = SystemClock(), jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) }
  ) {
    self.init(
      store: store, broker: broker, models: models, settings: settings, logger: logger, hub: EventHub(), clock: clock,
      jitter: jitter)
  }

  /// - Parameter hub: a processor's, whose listeners are told of what is sent as well.
  package init(
    store: any TriggerStore, broker: CeleryBroker, models: [ExactText: CeleryModel], settings: CelerySettings,
    logger: Logger, hub: EventHub, clock: any ProcessorClock = SystemClock(),
    jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) }
  ) {
    self.store = store
    self.broker = broker
    self.models = models
    self.settings = settings
    self.logger = logger
    self.hub = hub
    self.clock = clock
    self.jitter = jitter
    wake = Signal(clock: clock)
  }

  public var status: CeleryStatus {
    var status = CeleryStatus(
      isRunning: loop != nil, sent: sent, outstanding: outstanding.count, trouble: trouble?.description,
      processorID: registration?.id)
    status.failure = trouble.map { error in error.worded(Self.unsent(because:)) }
    return status
  }

  /// Events from now on, as a processor's.
  public nonisolated func events() -> AsyncStream<ProcessorEvent> { hub.events() }

  /// Sends from now on, whenever something is due. What is out of reach now is tried again by itself.
  public func start() {
    guard loop == nil else { return }
    isStopping = false
    registration = ProcessorRecord(
      id: UUID().uuidString.lowercased(), host: ProcessorName.host, pid: ProcessorName.pid, since: .now,
      types: models.keys.sorted().map(\.text), concurrency: 0, state: .running, seen: .now)
    announced = nil
    hub.emit(.state, .info, "Sending to Celery's queue \(broker.queue) has begun.")
    loop = Task { await keepSending() }
  }

  /// Returns when the last batch is out. What was sent stays claimed: it is the workers' now.
  public func stop() async {
    guard let loop else { return }
    isStopping = true
    wake.raise()
    await loop.value
    self.loop = nil
    // A registration that can't be removed now is listed as dead for a day.
    if let registration { try? await store.retire(processorID: registration.id) }
    registration = nil
    let left = outstanding.isEmpty ? "." : "; \(outstanding.count) sent and not yet known to have been run."
    hub.emit(.state, .info, "Sending to Celery's queue \(broker.queue) has ended\(left)")
  }

  private func keepSending() async {
    let wakeups = Task { [store, wake] in for await _ in store.wakeups() { wake.raise() } }
    defer { wakeups.cancel() }
    var idle = IdlePoll(settings.poll)
    var retreat = Retreat()
    while !isStopping {
      let begun = clock.uptime
      do {
        try await announce()
        let count = try await sendDue()
        retreat.reset()
        note(nil)
        if count > 0 { idle.reset() }
        if count == Self.batch { continue }
        await wake.wait(atMost: idle.next(cost: clock.uptime - begun, untilDue: nil, jitter: jitter()))
      } catch {
        note(StoreError(error))
        await wake.wait(atMost: retreat.next())
      }
    }
  }

  /// Now and then; so that others see who serves these types, and can tell its claims from those of the dead.
  private func announce() async throws {
    guard let registration, announced.map({ clock.uptime - $0 >= Self.beat }) ?? true else { return }
    try await store.heartbeat(registration, now: nil)
    announced = clock.uptime
  }

  /// Claims of senders that are gone; others' as well as those of this one's forerunner.
  private func sweep() async throws {
    guard swept.map({ clock.uptime - $0 >= Self.beat }) ?? true else { return }
    try await store.sweep(now: nil)
    swept = clock.uptime
  }

  /// One round: looks what became of the messages sent, then sends what is due.
  /// - Returns: messages sent.
  func sendDue() async throws -> Int {
    try await settle()
    try await sweep()
    let waiting = try await broker.backlog()
    let room = min(settings.mostOutstanding - max(outstanding.count, waiting), Self.batch)
    guard room > 0 else { return 0 }
    let request = ClaimRequest(
      .due(types: models.keys.map(\.text)), limit: room, kind: .sent, processorID: registration?.id,
      lease: settings.lease)
    let claims = try await withoutJustRun(try await store.claim(request, now: nil))
    guard !claims.isEmpty else { return 0 }
    let triggers = try await read(claims)
    do throws(RedisFailure) {
      try await broker.send(triggers.compactMap(task(of:)))
    } catch {
      if error.isOutcomeUnknown {
        // A worker may have them already: better late, with the lease, than twice.
        track(triggers)
      } else {
        await giveBack(claims)
      }
      throw error.reason
    }
    track(triggers)
    sent += triggers.count
    tell(sent: triggers)
    return triggers.count
  }

  /// Claims without those whose message a worker took and failed since `settle` looked: that made them free, but they
  /// are left alone for a while like all that failed. What is free though its row is as it was sent, an operator wants
  /// to be sent again.
  private func withoutJustRun(_ claims: [Claim]) async throws -> [Claim] {
    let known = claims.filter { outstanding[$0.id] != nil }
    if known.isEmpty { return claims }
    for claim in known { outstanding[claim.id]?.claim = claim }
    try await settle()
    let settled = Set(known.filter { outstanding[$0.id] == nil })
    return claims.filter { !settled.contains($0) }
  }

  /// The rows as they were claimed, in the order of the claims; gives back what is not to be sent after all.
  private func read(_ claims: [Claim]) async throws -> [SentTrigger] {
    let deadline = clock.uptime + settings.lease
    let records: [TriggerRecord]
    do {
      records = try await store.records(ids: claims.map(\.id))
    } catch {
      await giveBack(claims)
      throw error
    }
    let byID = Dictionary(records.map { ($0.id, $0) }) { first, _ in first }
    let triggers = claims.compactMap { claim in
      byID[claim.id].map { SentTrigger(claim: claim, seen: $0, deadline: deadline) }
    }.filter { task(of: $0) != nil }
    let kept = Set(triggers.map(\.claim))
    await giveBack(claims.filter { !kept.contains($0) })
    return triggers
  }

  private func task(of trigger: SentTrigger) -> CeleryTask? {
    models[ExactText(trigger.seen.type)].map {
      .processTrigger(trigger.claim.id, $0, useStatsd: settings.useStatsd)
    }
  }

  private func track(_ triggers: [SentTrigger]) {
    for trigger in triggers { outstanding[trigger.claim.id] = trigger }
  }

  /// Ends the claims of what workers have run.
  private func settle() async throws {
    if outstanding.isEmpty { return }
    let records = try await store.records(ids: outstanding.keys.sorted())
    let byID = Dictionary(records.map { ($0.id, $0) }) { first, _ in first }
    let uptime = clock.uptime
    let fates = Dictionary(grouping: outstanding.values) { $0.fate(byID[$0.claim.id], at: uptime) }
    for (fate, triggers) in fates where fate != .onItsWay {
      switch fate {
      case .failed: try await backOff(triggers.compactMap { byID[$0.claim.id] })
      default: try await store.release(triggers.map(\.claim), hold: nil, now: nil)
      }
      for trigger in triggers { outstanding[trigger.claim.id] = nil }
    }
  }

  /// Postpones what a worker failed, so that Python waits as well; a row that was changed meanwhile stays as it is.
  private func backOff(_ failed: [TriggerRecord]) async throws {
    let now = try await store.facts().clock
    let finishes = failed.compactMap { record -> Finish? in
      guard let claim = outstanding[record.id]?.claim else { return nil }
      var progress = record.progress
      if progress.isDue(at: now), let delay = settings.backoff.delay(afterTries: progress.tries, jitter: jitter()) {
        progress.after = now + delay
      }
      return Finish(claim: claim, seen: record.progress, progress: progress, attempt: nil)
    }
    let results = try await store.finish(finishes)
    let changed = zip(finishes, results).filter { if case .changed = $1 { true } else { false } }
    if !changed.isEmpty { try await store.release(changed.map(\.0.claim), hold: nil, now: nil) }
    for record in failed {
      hub.emit(.failed, .info, "A Celery worker failed \(record.name) (try nr. \(record.tries)).", of: record)
    }
  }

  private func tell(sent triggers: [SentTrigger]) {
    if triggers.count == 1, let only = triggers.first {
      hub.emit(.sent, .info, "Sent \(only.seen.name) to Celery's queue \(broker.queue).", of: only.seen)
    } else if !triggers.isEmpty {
      hub.emit(.sent, .info, "Sent \(triggers.count) triggers to Celery's queue \(broker.queue).")
    }
  }

  /// What can't be reached now ends with its lease.
  private func giveBack(_ claims: [Claim]) async {
    if !claims.isEmpty { try? await store.release(claims, hold: nil, now: nil) }
  }

  /// Told once, until it is over.
  private func note(_ error: StoreError?) {
    defer { trouble = error }
    if let error, trouble == nil { tell(.trouble, .error, Self.unsent(because: error.description)) }
    if error == nil, trouble != nil { tell(.state, .notice, "Triggers are sent to Celery again.") }
  }

  private static func unsent(because sentence: String) -> String { "No trigger is sent to Celery: \(sentence)" }

  private func tell(_ kind: ProcessorEvent.Kind, _ level: Logger.Level, _ text: String) {
    logger.log(level: level, "\(text)")
    hub.emit(kind, level, text)
  }
}
