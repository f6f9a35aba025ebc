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
  private nonisolated let models: [String: CeleryModel]
  private nonisolated let settings: CelerySettings
  private nonisolated let logger: Logger
  private nonisolated let clock: any ProcessorClock
  private nonisolated let jitter: @Sendable () -> Double

  private var outstanding: [TriggerID: SentTrigger] = [:]
  private var sent = 0
  private var trouble: String?
  private var loop: Task<Void, Never>?
  private var wake: Signal
  private var isStopping = false

  /// - Parameters:
  ///   - models: which Django model runs a type, such as `billing.PayBill` for `pay_bill`.
  ///   - jitter: from 0 to 1, to spread what would happen at once.
  public init(
    store: any TriggerStore, broker: CeleryBroker, models: [String: CeleryModel],
    settings: CelerySettings = CelerySettings(), logger: Logger = Logger(label: "triggertop.celery"),
    clock: any ProcessorClock = SystemClock(), jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) }
  ) {
    self.store = store
    self.broker = broker
    self.models = models
    self.settings = settings
    self.logger = logger
    self.clock = clock
    self.jitter = jitter
    wake = Signal(clock: clock)
  }

  public var status: CeleryStatus {
    CeleryStatus(isRunning: loop != nil, sent: sent, outstanding: outstanding.count, trouble: trouble)
  }

  /// Sends from now on, whenever something is due. What is out of reach now is tried again by itself.
  public func start() {
    guard loop == nil else { return }
    isStopping = false
    loop = Task { await keepSending() }
  }

  /// Returns when the last batch is out. What was sent stays claimed: it is the workers' now.
  public func stop() async {
    guard let loop else { return }
    isStopping = true
    wake.raise()
    await loop.value
    self.loop = nil
  }

  private func keepSending() async {
    let wakeups = Task { [store, wake] in for await _ in store.wakeups() { wake.raise() } }
    defer { wakeups.cancel() }
    var idle = IdlePoll(settings.poll)
    var retreat = Retreat()
    while !isStopping {
      let begun = clock.uptime
      do {
        let count = try await sendDue()
        retreat.reset()
        note(nil)
        if count > 0 { idle.reset() }
        if count == Self.batch { continue }
        await wake.wait(atMost: idle.next(cost: clock.uptime - begun, untilDue: nil, jitter: jitter()))
      } catch {
        note("\(error)")
        await wake.wait(atMost: retreat.next())
      }
    }
  }

  /// One round: looks what became of the messages sent, then sends what is due.
  /// - Returns: messages sent.
  func sendDue() async throws -> Int {
    try await settle()
    let waiting = try await broker.backlog()
    let room = min(settings.mostOutstanding - max(outstanding.count, waiting), Self.batch)
    guard room > 0 else { return 0 }
    let request = ClaimRequest(
      .due(types: Array(models.keys)), limit: room, kind: .sent, processorID: nil, lease: settings.lease)
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
    logger.debug("Sent \(triggers.count) triggers to \(broker.queue).")
    return triggers.count
  }

  /// Claims without those whose message a worker took and failed since `settle` looked: that made them free, but they
  /// are left alone for a while like all that failed.
  private func withoutJustRun(_ claims: [Claim]) async throws -> [Claim] {
    let fresh = claims.filter { outstanding[$0.id] == nil }
    if fresh.count < claims.count {
      for claim in claims { outstanding[claim.id]?.claim = claim }
      try await settle()
    }
    return fresh
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
    models[trigger.seen.type].map {
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
      let hold: Duration? =
        if case .failed(let tries) = fate { settings.backoff.delay(afterTries: tries, jitter: jitter()) } else { nil }
      try await store.release(triggers.map(\.claim), hold: hold, now: nil)
      for trigger in triggers { outstanding[trigger.claim.id] = nil }
    }
  }

  /// What can't be reached now ends with its lease.
  private func giveBack(_ claims: [Claim]) async {
    if !claims.isEmpty { try? await store.release(claims, hold: nil, now: nil) }
  }

  /// Told once, until it is over.
  private func note(_ sentence: String?) {
    defer { trouble = sentence }
    if let sentence, trouble == nil { logger.error("No trigger is sent to Celery: \(sentence)") }
    if sentence == nil, trouble != nil { logger.notice("Triggers are sent to Celery again.") }
  }
}
