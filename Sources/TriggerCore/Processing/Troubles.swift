import Logging
import Synchronization

/// What a processor can't reach or do, and since when: each told once, until it is over.
final class Troubles: Sendable {
  enum Subject: CaseIterable {
    case store, locks
    /// Ends that can't be recorded.
    case ends
    /// What this machine lacks.
    case machine
  }

  private struct State {
    var sentences: [Subject: String] = [:]
    /// By the processor's clock.
    var began: [Subject: Duration] = [:]
    /// The processor's clock: dead processors' claims are left alone until then.
    var rescueFrom = Duration.zero
    var lockFailure: StoreError?
    var shortages = Shortages()
    /// That locks can't be given back was told.
    var hasToldUnreleased = false
  }

  private let hub: EventHub
  private let logger: Logger
  private let clock: any ProcessorClock
  private let lease: Duration
  private let state = Mutex(State())

  init(hub: EventHub, logger: Logger, clock: any ProcessorClock, lease: Duration) {
    (self.hub, self.logger, self.clock, self.lease) = (hub, logger, clock, lease)
  }

  /// In one sentence, the gravest; nil where all is well.
  var sentence: String? {
    let sentences = state.withLock { $0.sentences }
    return Subject.allCases.lazy.compactMap { sentences[$0] }.first
  }

  /// Why no trigger can be locked; nil where locks answer.
  var lockFailure: StoreError? { state.withLock { $0.lockFailure } }

  /// Nil where all is well.
  subscript(subject: Subject) -> String? { state.withLock { $0.sentences[subject] } }

  func set(_ subject: Subject, _ sentence: String?) { state.withLock { $0.sentences[subject] = sentence } }

  /// Something is out of reach.
  func note(_ failure: Intake.Failure) {
    let uptime = clock.uptime
    let isNews = state.withLock { state in
      let (subject, error) = failure.subject
      state.began[subject] = state.began[subject] ?? uptime
      if subject == .locks { state.lockFailure = error }
      return state.sentences.updateValue(error.description, forKey: subject) == nil
    }
    if isNews, let sentence { tell(sentence) }
  }

  func allClear(_ subject: Subject) {
    let uptime = clock.uptime
    let isOver = state.withLock { state in
      guard state.sentences.removeValue(forKey: subject) != nil else { return false }
      if subject == .locks { state.lockFailure = nil }
      let lasted = uptime - (state.began.removeValue(forKey: subject) ?? uptime)
      // Others may have been cut off as well, and their leases may be over though they live.
      if lasted > lease / 3 { state.rescueFrom = uptime + lease }
      return true
    }
    guard isOver else { return }
    let text = subject == .store ? "The database answers again." : "The locks answer again."
    logger.notice("\(text)")
    hub.emit(.state, .notice, text)
  }

  /// Nothing is taken over for so long: others may have been cut off as well, and need that to renew their leases.
  func delayRescue(by pause: Duration) {
    let uptime = clock.uptime
    state.withLock { $0.rescueFrom = uptime + pause }
  }

  /// Until what others left may be taken over; nil for now.
  func untilRescue(at uptime: Duration) -> Duration? {
    state.withLock { $0.rescueFrom > uptime ? $0.rescueFrom - uptime : nil }
  }

  /// Locks end with their lease. Out of reach is told by those who can't take locks; a refusal is told here, once.
  func noteUnreleased(_ count: Int, _ error: StoreError) {
    guard !error.isOutage else { return }
    let isNews = state.withLock { state in
      defer { state.hasToldUnreleased = true }
      return !state.hasToldUnreleased
    }
    guard isNews else { return }
    let locks = count == 1 ? "A lock" : "\(count) locks"
    tell("\(locks) can't be given back, and will end with the lease only: \(error.description)")
  }

  func tell(_ text: String, _ level: Logger.Level = .error, of record: TriggerRecord? = nil) {
    logger.log(level: level, "\(text)")
    hub.emit(.trouble, level, text, of: record)
  }
}

/// What this machine, or its role in the database, lacks for a type.
extension Troubles {
  /// By type, in one sentence each.
  var shortages: [String: String] { state.withLock { $0.shortages.sentences } }

  /// The types that may be tried, and how long until another may.
  func spared(_ types: [String]) -> (types: [String], pause: Duration?) {
    let uptime = clock.uptime
    return state.withLock { ($0.shortages.spared(types, at: uptime), $0.shortages.pause(at: uptime)) }
  }

  /// Nothing was begun, and no try is counted.
  func note(_ shortage: MachineShortage, of record: TriggerRecord) {
    let uptime = clock.uptime
    let isNews = state.withLock { state in
      defer { state.sentences[.machine] = state.shortages.sentence }
      return state.shortages.begins(shortage, of: record.type, at: uptime)
    }
    guard isNews else { return }
    tell("Triggers of type \(record.type) are not run here for now: \(shortage.description)", of: record)
  }

  /// The machine could run one of the type.
  func endShortage(of type: String) {
    let isOver = state.withLock { state in
      guard state.shortages.ends(of: type) else { return false }
      state.sentences[.machine] = state.shortages.sentence
      return true
    }
    if isOver { hub.emit(.state, .notice, "Triggers of type \(type) are run again.") }
  }
}

extension Intake.Failure {
  fileprivate var subject: (Troubles.Subject, StoreError) {
    switch self {
    case .store(let error): (.store, error)
    case .locks(let error): (.locks, error.worded { "No trigger runs without its lock: \($0)" })
    }
  }
}
