import Testing
import TriggerCore

@Suite("Plan of an operation")
struct OperationPlanTests {
  private static let now = Instant(secondsSince1970: 1_800_000_000)
  private static let mark = RunningMark(
    kind: .work, processor: "web3:411", started: now - .seconds(4), leaseUntil: now + .seconds(30))
  private static let holder = LockHolder(token: "t", since: nil, node: nil, expiresIn: nil)

  private static let warned = row(1, tries: 4)
  private static let pending = row(2, type: "send_mail")
  private static let failed = row(3, tries: 5, processed: now, successful: false)
  private static let succeeded = row(4, processed: now, successful: true)
  private static let running = row(5, running: mark)

  private static func row(
    _ id: TriggerID, type: String = "pay_bill", tries: Int = 0, processed: Instant? = nil, successful: Bool? = nil,
    running: RunningMark? = nil
  ) -> Page.Row {
    let progress = Progress(processed: processed, successful: successful, tries: tries)
    let record = TriggerRecord(id: id, type: type, source: nil, received: now - .hours(1), progress: progress)
    return Page.Row(record: record, running: running)
  }

  private func plan(
    _ operation: Operation, _ rows: [Page.Row], locks: [TriggerID: LockHolder] = [:]
  ) -> OperationPlan {
    OperationPlan(operation, rows: rows, locks: locks, limits: TryLimits(), now: Self.now)
  }

  @Test("A retry takes what waits and what was given up, and refuses what succeeded")
  func retry() {
    let plan = plan(.retry(keepTries: false), [Self.failed, Self.succeeded, Self.warned])
    #expect(plan.eligible.map(\.id) == [3, 1])
    #expect(plan.skipped.map(\.reason) == [.refused("succeeded; there is nothing to retry")])
    #expect(plan.targets == [Target(Self.failed.record), Target(Self.warned.record)])
  }

  @Test("What is pending and due is not retried, unless it was sent and the message may be lost")
  func idle() {
    var sent = Self.mark
    sent.kind = .sent
    let plan = plan(.retry(keepTries: false), [Self.pending, Self.row(6, running: sent)])
    #expect(plan.eligible.map(\.id) == [6])
    #expect(plan.skipped.map(\.reason) == [.refused("due already; there is nothing to retry")])
  }

  @Test("A reschedule refuses everything processed")
  func reschedule() {
    let plan = plan(.reschedule(.clear), [Self.failed, Self.succeeded, Self.pending])
    #expect(plan.eligible.map(\.id) == [2])
    #expect(plan.skipped.map(\.id) == [3, 4])
  }

  @Test("What runs or is locked is left alone, with who holds it")
  func held() {
    let plan = plan(.delete, [Self.running, Self.pending], locks: [2: Self.holder])
    #expect(plan.eligible.isEmpty)
    #expect(plan.skipped.map(\.reason) == [.running(Self.mark), .locked(Self.holder)])
  }

  @Test("A claim whose lease has run out, or that only holds back, keeps nothing out")
  func lapsed() {
    var expired = Self.mark
    expired.leaseUntil = Self.now
    var hold = Self.mark
    hold.kind = .hold
    let plan = plan(.delete, [Self.row(6, running: expired), Self.row(7, running: hold)])
    #expect(plan.eligible.map(\.id) == [6, 7])
  }

  @Test("Groups come with most triggers first, then by name, their states gravest first")
  func groups() {
    let rows = [Self.row(8, type: "audit"), Self.pending, Self.row(9), Self.failed, Self.warned]
    let groups = plan(.delete, rows).groups
    #expect(groups.map(\.type) == ["pay_bill", "audit", "send_mail"])
    #expect(groups.map(\.count) == [3, 1, 1])
    #expect(groups[0].parts.map(\.state) == [.failed, .warned, .pending])
  }

  @Test("A last chance is a trigger that the next failure gives up")
  func lastChances() {
    #expect(plan(.retry(keepTries: false), [Self.warned, Self.failed, Self.pending]).lastChances == 1)
    #expect(plan(.retry(keepTries: true), [Self.warned, Self.failed, Self.pending]).lastChances == 2)
    #expect(plan(.delete, [Self.warned]).lastChances == 0)
  }
}
