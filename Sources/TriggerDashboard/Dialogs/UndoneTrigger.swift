import TerminalUI
import TriggerCore

/// One trigger of an action that is to be taken back, as its dialog has it:
/// `  88120  pay_bill  invoice$4411  pending → failed 5/5`.
struct UndoneTrigger {
  private let sample: UndoOffer.Sample
  private let context: ScreenContext

  init(_ sample: UndoOffer.Sample, in context: ScreenContext) {
    self.sample = sample
    self.context = context
  }

  var line: [Span] {
    let record = sample.record ?? sample.change.deleted
    let names = [record?.type, record?.source?.text].compactMap { $0 }
    return [Span("  " + (["\(sample.change.id)"] + names).joined(separator: "  ") + "  ")] + outcome
  }

  private var outcome: [Span] {
    if let deleted = sample.change.deleted {
      return sample.record == nil
        ? [Span("comes back ", .muted)] + state(deleted.progress) : [Span("its id is in use", .warned)]
    }
    guard sample.record != nil else { return [Span("is gone", .warned)] }
    guard let before = sample.change.before, let after = sample.change.after else { return [] }
    return sample.record?.progress == after
      ? state(after) + [Span(" → ", .muted)] + state(before) : [Span("changed since", .warned)]
  }

  /// State, tries and, where it waits for one, its time.
  private func state(_ progress: Progress) -> [Span] {
    let state = TriggerState(progress, limits: context.limits, now: context.now)
    let time = progress.processed == nil ? progress.after.map { " due \(context.times.clock($0))" } : nil
    return [Span(state.rawValue, Role(state)), Span(" \(progress.tries)/\(context.limits.error)\(time ?? "")")]
  }

  /// What an edit changed, back to front: `amount: 6 → 5`.
  static func changes(_ change: JournaledChange) -> [String] {
    guard let before = change.dataBefore, let after = change.dataAfter else { return [] }
    return before.fields.compactMap { field in
      guard let now = after[field.name], now != field.value else { return nil }
      return "\(field.name): \(now.json(limit: 60)) → \(field.value.json(limit: 60))"
    }
  }
}
