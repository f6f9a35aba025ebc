/// What became of a handler's run.
enum HandlerEnd: Sendable {
  /// With rows for `djtriggers_triggerresult`.
  case outcome(Outcome, results: [String])
  /// This machine lacks what it needs: it could not begin.
  case shortage(MachineShortage)
  /// Its lease was over, or, with an error, its beginning could not be written down.
  case notBegun(StoreError?)

  /// - Parameter body: answers the handler's result, and what a result logger made of it.
  nonisolated(nonsending) init(
    _ body: nonisolated(nonsending) () async throws -> (TriggerResult?, rows: [String])
  ) async {
    do {
      let (result, rows) = try await body()
      self = .outcome(.succeeded(result), results: rows)
    } catch let later as ProcessLater {
      self = .outcome(.later(later.time), results: [])
    } catch let shortage as MachineShortage {
      self = .shortage(shortage)
    } catch {
      self = .outcome(.failed(AttemptError(error)), results: [])
    }
  }

  var isOutcome: Bool { if case .outcome = self { true } else { false } }
}
