import BlockingIO
import Synchronization
import TriggerCore

/// Lets calls that fire at the same time share statements: while one is under way, others gather for the next, which
/// costs little more than each of them alone would.
///
/// Whoever is alone runs in its own task; what several share runs in a task of its own, so that cancelling a call
/// cancels only that one. Where a shared statement is refused, each call is sent by itself: none fails for another's
/// sake.
final class SharedCalls: Sendable {
  typealias Send = @Sendable (_ triggers: [NewTrigger], _ deadline: Deadline) async throws -> [TriggerID]

  private typealias Continuation = CheckedContinuation<[TriggerID]?, any Error>

  private struct Call {
    let number: Int
    let triggers: [NewTrigger]
    let now: Instant?
    let deadline: Deadline
    let send: Send

    func alone() async -> Result<[TriggerID]?, any Error> {
      do { return .success(try await send(triggers, deadline)) } catch { return .failure(error) }
    }
  }

  private struct State {
    var isUnderWay = false
    var lastNumber = 0
    /// Not sent yet, in the order of the calls.
    var waiting: [Call] = []
    /// Of calls that have no answer yet, be they waiting or sent.
    var continuations: [Int: Continuation] = [:]

    /// Calls of one time, as many as a statement takes; the first in any case.
    mutating func takeNext() -> [Call] {
      guard let first = waiting.first else { return [] }
      var room = SharedCalls.limit
      let end = waiting.firstIndex { call in
        room -= call.triggers.count
        return call.now != first.now || room < 0 && call.number != first.number
      }
      defer { waiting.removeFirst(end ?? waiting.count) }
      return Array(waiting.prefix(upTo: end ?? waiting.count))
    }
  }

  /// Triggers in one statement of several calls.
  private static let limit = 1_000
  /// Of its time, for a call still to be sent with others: one that is as good as late would cost them theirs.
  private static let enough = 0.1

  private let state = Mutex(State())

  /// Calls that gather for the next statement.
  var waitingCount: Int { state.withLock { $0.waiting.count } }

  /// - Parameter send: fires all or none.
  func fire(
    _ triggers: [NewTrigger], now: Instant?, until deadline: Deadline, _ send: @escaping Send
  ) async throws -> [TriggerID] {
    try Task.checkCancellation()
    let isFirst = state.withLock { state in
      defer { state.isUnderWay = true }
      return !state.isUnderWay
    }
    if !isFirst, let ids = try await gather(triggers, now, deadline, send) { return ids }
    defer { goOn() }
    return try await send(triggers, deadline)
  }

  /// Waits for its turn. Answers with ids where others' calls were sent with this, with nil where it is to run by itself.
  private func gather(
    _ triggers: [NewTrigger], _ now: Instant?, _ deadline: Deadline, _ send: @escaping Send
  ) async throws -> [TriggerID]? {
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    let call = Call(number: number, triggers: triggers, now: now, deadline: deadline, send: send)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: Continuation) in
        let isFirst = state.withLock { state in
          // What was under way may have ended meanwhile.
          guard state.isUnderWay else {
            state.isUnderWay = true
            return true
          }
          state.waiting.append(call)
          state.continuations[number] = continuation
          return false
        }
        if isFirst { continuation.resume(returning: nil) }
        // A cancellation from before found nothing to cancel.
        if Task.isCancelled { finish(call, .failure(CancellationError())) }
      }
    } onCancel: {
      finish(call, .failure(CancellationError()))
    }
  }

  /// Whoever has been cancelled is answered already, and gets no other answer.
  private func finish(_ call: Call, _ answer: Result<[TriggerID]?, any Error>) {
    let continuation = state.withLock { state in
      state.waiting.removeAll { $0.number == call.number }
      return state.continuations.removeValue(forKey: call.number)
    }
    continuation?.resume(with: answer)
  }

  /// Sends what has gathered.
  private func goOn() {
    let calls = state.withLock { state in
      let calls = state.takeNext()
      state.isUnderWay = !calls.isEmpty
      return calls
    }
    switch calls.count {
    case 0: return
    case 1: hand(on: calls[0])
    default:
      Task {
        await send(calls)
        // Those that were answered may call again at once.
        await Task.yield()
        goOn()
      }
    }
  }

  /// Lets a call run in its own task, or the next one where it was cancelled in this very moment.
  private func hand(on call: Call) {
    let continuation = state.withLock { $0.continuations.removeValue(forKey: call.number) }
    if let continuation { continuation.resume(returning: nil) } else { goOn() }
  }

  private func send(_ calls: [Call]) async {
    let late = calls.filter { $0.deadline.remaining < $0.deadline.limit * Self.enough }
    for call in late { finish(call, .failure(StoreError(.timedOut(after: call.deadline.limit)))) }
    // Whoever was cancelled or is late has been answered.
    let calls = state.withLock { state in calls.filter { state.continuations[$0.number] != nil } }
    guard let soonest = calls.min(by: { $0.deadline.remaining < $1.deadline.remaining }) else { return }
    do {
      let ids = try await soonest.send(calls.flatMap(\.triggers), soonest.deadline)
      var rest = ids[...]
      for call in calls {
        finish(call, .success(Array(rest.prefix(call.triggers.count))))
        rest = rest.dropFirst(call.triggers.count)
      }
    } catch let error where calls.count > 1 && Self.isRefusal(error) {
      for call in calls { finish(call, await call.alone()) }
    } catch {
      for call in calls { finish(call, .failure(error)) }
    }
  }

  /// Whether surely nothing was fired, and one call may be to blame.
  private static func isRefusal(_ error: any Error) -> Bool {
    switch error {
    case StoreError.timedOut, StoreError.unreachable: false
    default: error is StoreError
    }
  }
}
