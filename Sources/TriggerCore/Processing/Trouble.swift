/// What a processor can't reach, since when, and what that forbids.
struct Trouble {
  enum Subject: CaseIterable {
    case store, locks
    /// Ends that can't be recorded.
    case ends
    /// What this machine lacks.
    case machine
  }

  private var sentences: [Subject: String] = [:]
  /// By the processor's clock.
  private var began: [Subject: Duration] = [:]
  /// The processor's clock: dead processors' claims are left alone until then.
  private var rescueFrom = Duration.zero

  /// Why no trigger can be locked; nil where locks answer.
  private(set) var lockFailure: StoreError?

  /// In one sentence, the gravest; nil where all is well.
  var sentence: String? { Subject.allCases.lazy.compactMap { sentences[$0] }.first }

  /// Nil where all is well.
  subscript(subject: Subject) -> String? { sentences[subject] }

  mutating func set(_ subject: Subject, _ sentence: String?) { sentences[subject] = sentence }

  /// - Returns: whether that is news.
  mutating func begins(_ subject: Subject, _ error: StoreError, at uptime: Duration) -> Bool {
    began[subject] = began[subject] ?? uptime
    var error = error
    if subject == .locks {
      error = error.worded { "No trigger runs without its lock: \($0)" }
      lockFailure = error
    }
    defer { sentences[subject] = error.description }
    return sentences[subject] == nil
  }

  /// - Returns: how long it lasted; nil where there was none.
  mutating func ends(_ subject: Subject, at uptime: Duration) -> Duration? {
    if subject == .locks { lockFailure = nil }
    defer { began[subject] = nil }
    return sentences.removeValue(forKey: subject).map { _ in uptime - (began[subject] ?? uptime) }
  }

  /// Other processors may have been cut off as well, and need this long to renew their leases.
  mutating func awaitLease(from uptime: Duration, lease: Duration) { rescueFrom = uptime + lease }

  /// Until what others left may be taken over; nil for now.
  func untilRescue(at uptime: Duration) -> Duration? { rescueFrom > uptime ? rescueFrom - uptime : nil }
}
