import Testing

@testable import TriggerCore

@Suite struct ClaimPlanTests {
  @Test("of slow handlers, and before anything is known, nothing is claimed ahead")
  func slow() {
    var plan = ClaimPlan()
    #expect(plan.ahead(slots: 4) == 0)
    for _ in 1...10 { plan.ended(after: .seconds(1)) }
    #expect(plan.ahead(slots: 4) == 0)
  }

  @Test("of fast ones a twentieth of a second's work, whatever the slots; however fast, there is a limit")
  func fast() {
    var plan = ClaimPlan()
    for _ in 1...10 { plan.ended(after: .milliseconds(4)) }
    #expect((49...50).contains(plan.ahead(slots: 4)))
    #expect((12...12).contains(plan.ahead(slots: 1)))
    for _ in 1...100 { plan.ended(after: .zero) }
    #expect(plan.ahead(slots: 4) == ClaimPlan.most)
  }

  @Test("one run in a hundred that hangs changes little; if all become slow, so does the claiming")
  func hanging() {
    var plan = ClaimPlan()
    for _ in 1...100 { plan.ended(after: .milliseconds(4)) }
    plan.ended(after: .seconds(3))
    #expect(plan.ahead(slots: 4) > 25)
    for _ in 1...100 { plan.ended(after: .seconds(3)) }
    #expect(plan.ahead(slots: 4) == 0)
  }
}

@Suite struct IdlePollTests {
  @Test("an idle processor looks ever less often, up to the longest, and soon again once something was found")
  func doubling() {
    var poll = IdlePoll(.milliseconds(250)...(.seconds(2)))
    let delays = (1...5).map { _ in poll.next(cost: .zero, untilDue: nil, jitter: 0.5) }
    #expect(delays == [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2), .seconds(2)])
    poll.reset()
    #expect(poll.next(cost: .zero, untilDue: nil, jitter: 0.5) == .milliseconds(250))
  }

  @Test("processors do not ask in step")
  func jitter() {
    var early = IdlePoll(.seconds(1)...(.seconds(1)))
    var late = early
    #expect(early.next(cost: .zero, untilDue: nil, jitter: 0) == .milliseconds(750))
    #expect(late.next(cost: .zero, untilDue: nil, jitter: 1) == .milliseconds(1_250))
  }

  @Test("what falls due is not slept over; what is overdue and held by others changes nothing")
  func due() {
    var poll = IdlePoll(.seconds(1)...(.seconds(1)))
    #expect(poll.next(cost: .zero, untilDue: .milliseconds(30), jitter: 0.5) == .milliseconds(30))
    #expect(poll.next(cost: .zero, untilDue: .seconds(-30), jitter: 0.5) == .seconds(1))
    #expect(poll.next(cost: .zero, untilDue: .hours(30), jitter: 0.5) == .seconds(1))
  }

  @Test("a dear look is not repeated before twenty times its cost")
  func cost() {
    var poll = IdlePoll(.milliseconds(250)...(.seconds(2)))
    #expect(poll.next(cost: .milliseconds(500), untilDue: nil, jitter: 0.5) == .seconds(10))
  }
}

@Suite struct RetreatTests {
  @Test("what is out of reach is tried after a quarter of a second, then twice a second")
  func steps() {
    var retreat = Retreat()
    let steps = (1...3).map { _ in retreat.next() }
    #expect(steps == [.milliseconds(250), .milliseconds(500), .milliseconds(500)])
    retreat.reset()
    #expect(retreat.next() == .milliseconds(250))
  }
}
