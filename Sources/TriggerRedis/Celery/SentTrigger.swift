import TriggerCore

/// A trigger whose message is on its way.
struct SentTrigger {
  enum Fate: Hashable {
    /// The worker has not come to it yet, or is at it.
    case onItsWay
    /// Run, put off, changed by somebody or gone; or its message is lost.
    case over
    /// A worker failed it, and it may run again.
    case failed
  }

  var claim: Claim
  var seen: TriggerRecord
  /// The dispatcher's clock: when the message counts as lost.
  var deadline: Duration

  /// - Parameter record: as it is now; nil where it is gone.
  func fate(_ record: TriggerRecord?, at uptime: Duration) -> Fate {
    guard let record, record.received == seen.received else { return .over }
    if record.progress == seen.progress { return uptime < deadline ? .onItsWay : .over }
    if record.processed == nil, record.tries > seen.tries { return .failed }
    return .over
  }
}
