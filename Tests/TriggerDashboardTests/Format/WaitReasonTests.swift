import Testing
import TriggerCore
import TriggerDashboard

@Suite("Why a trigger is not running")
struct WaitReasonTests {
  private static let now = Instant(secondsSince1970: 1_795_438_931)
  private static let times = TimeFormat(now: now, localZone: .fixed(name: "CET", offset: 3_600))
  private static let python = LockHolder(
    token: "t", since: now - .seconds(71), node: "00163e5f1002", expiresIn: nil)

  private static func row(
    tries: Int = 0, after: Instant? = nil, processed: Instant? = nil, successful: Bool? = nil,
    running: RunningMark? = nil
  ) -> Page.Row {
    let progress = Progress(processed: processed, successful: successful, tries: tries, after: after)
    return Page.Row(
      record: TriggerRecord(id: 7, type: "pay_bill", source: nil, received: now - .hours(3), progress: progress),
      running: running)
  }

  private static func mark(
    _ kind: Claim.Kind = .work, started: Duration? = .seconds(4), lease: Duration = .seconds(30)
  ) -> RunningMark {
    RunningMark(kind: kind, processor: "web3:411", started: started.map { now - $0 }, leaseUntil: now + lease)
  }

  private static func processor(
    _ host: String, types: [String] = ["pay_bill"], state: ProcessorRecord.State = .running, silent: Duration = .zero
  ) -> ProcessorRecord {
    ProcessorRecord(
      id: host, host: host, pid: 411, since: now - .hours(1), types: types, concurrency: 4, state: state,
      seen: now - silent)
  }

  private func sentence(
    _ row: Page.Row, processors: [ProcessorRecord]? = [], own: ProcessorStatus? = nil, lock: LockHolder? = nil,
    python: Bool = false
  ) -> String {
    let context = WaitContext(
      limits: TryLimits(), now: Self.now,
      processors: processors.map { ProcessorOverview(processors: $0, claims: [], at: Self.now) }, own: own,
      lock: lock, mayHavePython: python)
    let reason = WaitReason(row, in: context)
    return "\(reason.heading): \(reason.sentence(for: row.record, in: context, times: Self.times))"
  }

  @Test("What is processed says how and when")
  func processed() {
    #expect(
      sentence(Self.row(processed: Self.now - .minutes(2), successful: true))
        == "DONE: succeeded 14:00:11 CET (2m00s ago)")
    #expect(
      sentence(Self.row(tries: 5, processed: Self.now - .minutes(2), successful: false))
        == "FAILED: given up after 5 tries, 14:00:11 CET (2m00s ago)")
  }

  @Test("What has another time says until when it waits, and whether one more failure ends it")
  func postponed() {
    #expect(
      sentence(Self.row(tries: 4, after: Self.now + .minutes(2)))
        == "WAITS: backing off for 2m, until 14:04 CET; next failure gives it up (5/5)")
    #expect(
      sentence(Self.row(tries: 1, after: Self.now + .minutes(2))) == "WAITS: backing off for 2m, until 14:04 CET")
    #expect(
      sentence(Self.row(after: Self.now + .hours(19))) == "WAITS: scheduled for 2026-11-24 09:02 CET (in 19h00m)")
    #expect(sentence(Self.row(tries: 4, after: .infinity)) == "WAITS: never falls due: its time is infinity")
  }

  @Test("A lease in force says who holds it, even of a forced run of what was done")
  func held() {
    #expect(sentence(Self.row(running: Self.mark())) == "RUNS: running on web3:411 for 4s")
    #expect(
      sentence(Self.row(processed: Self.now, successful: true, running: Self.mark()))
        == "RUNS: running on web3:411 for 4s")
    #expect(sentence(Self.row(running: Self.mark(started: nil))) == "WAITS: waits for a slot on web3:411")
    #expect(sentence(Self.row(running: Self.mark(.sent))) == "WAITS: in a Celery queue, until a Python worker takes it")
    #expect(
      sentence(Self.row(running: Self.mark(.hold)))
        == "WAITS: its lock was held by somebody else; it is tried again in 30s")
  }

  @Test("A lease that ran out names the dead, or counts for nothing if nothing had begun")
  func expired() {
    #expect(
      sentence(Self.row(running: Self.mark(lease: .zero)))
        == "WAITS: web3:411 died while it ran this; a living processor will take it over")
    #expect(
      sentence(Self.row(running: Self.mark(started: nil, lease: .zero)))
        == "WAITS: no processor seen")
  }

  @Test("A lock says whose it is, also of what was sent: its message is dropped, or a worker is at it")
  func locked() {
    #expect(
      sentence(Self.row(running: Self.mark(.sent)), lock: Self.python)
        == "WAITS: locked by 00:16:3e:5f:10:02 since 14:01:00 CET (a Python worker's: it never expires by itself)")
    #expect(
      sentence(Self.row(), lock: Self.python)
        == "WAITS: locked by 00:16:3e:5f:10:02 since 14:01:00 CET (a Python worker's: it never expires by itself)")
    let ours = LockHolder(token: "t", since: nil, node: nil, expiresIn: .seconds(20))
    #expect(sentence(Self.row(running: Self.mark(.hold)), lock: ours) == "WAITS: locked (expires in 20s)")
  }

  @Test("What is due names the processors that work on its type")
  func waitsItsTurn() {
    #expect(
      sentence(Self.row(), processors: [Self.processor("web3"), Self.processor("web4", types: [])])
        == "WAITS: due; waits its turn with web3:411")
    #expect(
      sentence(Self.row(), processors: (1...5).map { Self.processor("w\($0)") })
        == "WAITS: due; waits its turn with w1:411, w2:411 and 3 more")
  }

  @Test("What is due and has no processor says what is missing")
  func lacking() {
    #expect(sentence(Self.row()) == "WAITS: no processor seen")
    #expect(
      sentence(Self.row(), processors: [Self.processor("web3", silent: .hours(1))], python: true)
        == "WAITS: no processor seen (Python's can't be)")
    #expect(
      sentence(Self.row(), processors: [Self.processor("web3", types: ["send_mail"])])
        == "WAITS: no processor seen has a handler for pay_bill")
    #expect(
      sentence(Self.row(), processors: [Self.processor("web3", state: .paused)]) == "WAITS: due; paused: web3:411")
    #expect(sentence(Self.row(), processors: nil) == "WAITS: due")
  }

  @Test(
    "The processor of this program says what keeps it",
    arguments: [
      (ProcessorStatus.State.off, nil, "due; the processor of this program is off"),
      (.paused, nil, "due; the processor of this program is paused"),
      (.draining, nil, "due; the processor of this program is stopping"),
      (.running, nil, "due; waits its turn with this program"),
      (
        .running, "the locks are out of reach",
        "due, but the processor of this program is in trouble: the locks are out of reach"
      ),
    ])
  func own(_ state: ProcessorStatus.State, trouble: String?, text: String) {
    let own = ProcessorStatus(state: state, concurrency: 4, types: ["pay_bill"], trouble: trouble)
    #expect(sentence(Self.row(), own: own) == "WAITS: \(text)")
  }

  @Test("What this program runs is running, even where the claim was not read yet")
  func ownRun() {
    let run = ProcessorStatus.Run(id: 7, type: "pay_bill", source: nil, started: Self.now - .seconds(2), tries: 4)
    let own = ProcessorStatus(state: .running, concurrency: 4, types: ["pay_bill"], runs: [run])
    #expect(
      sentence(Self.row(tries: 4), own: own)
        == "RUNS: running on this program for 2s; next failure gives it up (5/5)")
  }
}
