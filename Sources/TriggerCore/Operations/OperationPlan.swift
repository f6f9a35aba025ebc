/// What an operation would do to rows as they were seen: a dry run, without asking the database again.
///
/// The store decides anew on each row when it acts; a plan only says beforehand what it will say.
public struct OperationPlan: Hashable, Sendable {
  /// A row that the operation would leave alone.
  public struct Skip: Hashable, Sendable, Identifiable {
    public enum Reason: Hashable, Sendable {
      /// One clause, as from `Operation.refusal(of:)` or `Operation.idleness(on:at:)`.
      case refused(String)
      case running(RunningMark)
      case locked(LockHolder)
    }

    public let row: Page.Row
    public let reason: Reason

    public var id: TriggerID { row.id }
  }

  /// How many triggers of one type it would change, by state.
  public struct Group: Hashable, Sendable {
    public struct Part: Hashable, Sendable {
      public let state: TriggerState
      public let count: Int
    }

    public let type: String
    /// Only states that occur, gravest first.
    public let parts: [Part]

    public var count: Int { parts.reduce(0) { $0 + $1.count } }
  }

  public let operation: Operation
  /// What it would change, in the order given.
  public let eligible: [Page.Row]
  /// What it would leave alone, in the order given.
  public let skipped: [Skip]
  /// What it would change by type, most triggers first, then by name.
  public let groups: [Group]
  /// How many of the eligible the next failure gives up.
  public let lastChances: Int
  /// How many of the eligible lie in a Celery queue, as far as is known.
  public let sent: Int

  /// - Parameters:
  ///   - locks: who holds locks that Python sees, as far as is known.
  ///   - now: the database's clock when the rows were read.
  public init(
    _ operation: Operation, rows: [Page.Row], locks: [TriggerID: LockHolder] = [:], limits: TryLimits, now: Instant
  ) {
    var eligible: [Page.Row] = []
    var skipped: [Skip] = []
    for row in rows {
      if let refusal = operation.refusal(of: row.record.progress) {
        skipped.append(Skip(row: row, reason: .refused(refusal)))
      } else if let mark = row.running, operation.isBarred(by: mark, at: now) {
        skipped.append(Skip(row: row, reason: .running(mark)))
      } else if let holder = locks[row.id] {
        skipped.append(Skip(row: row, reason: .locked(holder)))
      } else if let idleness = operation.idleness(on: row, at: now) {
        skipped.append(Skip(row: row, reason: .refused(idleness)))
      } else {
        eligible.append(row)
      }
    }
    self.operation = operation
    self.eligible = eligible
    self.skipped = skipped
    groups = Self.groups(of: eligible, limits: limits, now: now)
    sent = eligible.count { $0.running.map { $0.kind == .sent && $0.isHeld(at: now) } ?? false }
    lastChances = eligible.count { row in
      operation.progress(from: row.record.progress, now: now).map { $0.tries + 1 >= limits.error } ?? false
    }
  }

  /// What to hand to `TriggerStore.apply`: the eligible as they were seen.
  public var targets: [Target] { eligible.map { Target($0.record) } }

  private static func groups(of rows: [Page.Row], limits: TryLimits, now: Instant) -> [Group] {
    var counts: [ExactText: [TriggerState: Int]] = [:]
    for row in rows {
      counts[ExactText(row.record.type), default: [:]][row.record.state(limits: limits, now: now), default: 0] += 1
    }
    return counts.map { type, states in
      Group(
        type: type.text,
        parts: TriggerState.gravestFirst.compactMap { state in
          states[state].map { Group.Part(state: state, count: $0) }
        })
    }.sorted { ($1.count, $0.type) < ($0.count, $1.type) }
  }
}

extension TriggerState {
  fileprivate static let gravestFirst: [TriggerState] = [.failed, .warned, .failing, .pending, .scheduled, .succeeded]
}
