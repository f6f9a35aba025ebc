import TriggerCore

/// Runs a demo trigger: takes its time, then does what its fate says.
struct DemoHandler: Handler {
  let kind: DemoKind
  let seed: UInt64

  func run(_ context: ProcessContext) async throws -> TriggerResult? {
    var generator = SeededGenerator(seed: seed &+ UInt64(context.record.id) &+ UInt64(context.record.tries))
    try await Task.sleep(for: .milliseconds(Int.random(in: kind.milliseconds, using: &generator)))
    let fate = DemoFate(of: context.record, kind: kind, seed: seed)
    if let error = fate.error(atTries: context.record.tries) { throw error }
    if let line = kind.line { context.logger.info("\(line)") }
    return nil
  }
}
