import TriggerCore

extension ScreenContext {
  /// Whether Python workers may be at work on this queue: never on one that triggertop made.
  var mayHavePython: Bool { data.facts?.isOwn != true }

  /// What decides why a trigger is not running.
  func waitContext(for id: TriggerID) -> WaitContext {
    WaitContext(
      limits: limits, now: now, processors: data.overview, own: data.processor, lock: data.locks[id]?.holder(at: now),
      lockAge: data.locks[id].map { now.since($0.at) } ?? .zero, mayHavePython: mayHavePython)
  }

  /// Who has a trigger in hand. What this program runs is known before its row is read again.
  func hold(on row: Page.Row) -> RunningMark? {
    if case .held(let mark) = WaitReason(row, in: waitContext(for: row.id)) { mark } else { nil }
  }

  /// Why a trigger is not running, as a heading and one true sentence.
  func why(_ row: Page.Row) -> (heading: String, sentence: String) {
    let context = waitContext(for: row.id)
    let reason = WaitReason(row, in: context)
    return (reason.heading, reason.sentence(for: row.record, in: context, times: times))
  }
}
