import BlockingIO
import Synchronization
import TestSupport
import Testing
import TriggerCore

@testable import TriggerPostgres

@Suite("Calls that fire at the same time")
struct SharedCallTests {
  /// What was sent, each time; the first waits for the gate.
  private final class Recorder: Sendable {
    let gate = Gate()
    let began = Gate()
    let sent = Mutex<[[String]]>([])
    private let refused: String?
    private let error: StoreError

    init(refusing type: String? = nil, with error: StoreError = .refused("no")) {
      (refused, self.error) = (type, error)
    }

    func send(_ triggers: [NewTrigger]) async throws -> [TriggerID] {
      let types = triggers.map(\.type)
      let isFirst = sent.withLock { sent in
        sent.append(types)
        return sent.count == 1
      }
      if isFirst {
        began.open()
        await gate.pass()
      }
      if let refused, types.contains(refused) { throw error }
      try Task.checkCancellation()
      return types.map { TriggerID($0.dropFirst()) ?? -1 }
    }
  }

  private let calls = SharedCalls()

  private func fire(_ types: String..., by recorder: Recorder, now: Instant? = nil) -> Task<[TriggerID], any Error> {
    let triggers = types.map { NewTrigger(type: $0) }
    return Task {
      try await calls.fire(triggers, now: now, until: .after(.seconds(60))) { triggers, _ in
        try await recorder.send(triggers)
      }
    }
  }

  /// One that is under way, and others that have gathered meanwhile.
  private func gathered(
    _ types: [String], by recorder: Recorder, now: (String) -> Instant? = { _ in nil }
  ) async throws -> [Task<[TriggerID], any Error>] {
    var tasks = [fire("t0", by: recorder)]
    await recorder.began.pass()
    for (index, type) in types.enumerated() {
      tasks.append(fire(type, by: recorder, now: now(type)))
      try await Patience.until { calls.waitingCount == index + 1 }
    }
    return tasks
  }

  @Test("While one is under way others gather, and share the next statement; each gets its own ids")
  func share() async throws {
    let recorder = Recorder()
    var tasks = try await gathered(["t1", "t2"], by: recorder)
    tasks.append(fire("t3", "t4", by: recorder))
    try await Patience.until { calls.waitingCount == 3 }
    recorder.gate.open()
    var ids: [[TriggerID]] = []
    for task in tasks { ids.append(try await task.value) }
    #expect(ids == [[0], [1], [2], [3, 4]])
    #expect(recorder.sent.withLock { $0 } == [["t0"], ["t1", "t2", "t3", "t4"]])
    #expect(try await fire("t5", by: recorder).value == [5])
  }

  @Test("What is refused for one is sent again call by call: only that one fails")
  func refused() async throws {
    let recorder = Recorder(refusing: "t2")
    let tasks = try await gathered(["t1", "t2", "t3"], by: recorder)
    recorder.gate.open()
    #expect(try await tasks[1].value == [1])
    await #expect(throws: StoreError.self) { try await tasks[2].value }
    #expect(try await tasks[3].value == [3])
    #expect(recorder.sent.withLock { $0 } == [["t0"], ["t1", "t2", "t3"], ["t1"], ["t2"], ["t3"]])
  }

  @Test("What may have been written is not sent again: all are told", arguments: [StoreError.unreachable("gone")])
  func doubtful(error: StoreError) async throws {
    let recorder = Recorder(refusing: "t2", with: error)
    let tasks = try await gathered(["t1", "t2"], by: recorder)
    recorder.gate.open()
    for task in tasks.dropFirst() { await #expect(throws: error) { try await task.value } }
    #expect(recorder.sent.withLock { $0.count } == 2)
    #expect(try await fire("t5", by: recorder).value == [5])
  }

  @Test("Cancelling one that waits cancels only that one, and it is not sent")
  func cancelWaiting() async throws {
    let recorder = Recorder()
    let tasks = try await gathered(["t1", "t2", "t3"], by: recorder)
    tasks[2].cancel()
    await #expect(throws: CancellationError.self) { try await tasks[2].value }
    recorder.gate.open()
    #expect(try await tasks[1].value == [1])
    #expect(try await tasks[3].value == [3])
    #expect(recorder.sent.withLock { $0 } == [["t0"], ["t1", "t3"]])
  }

  @Test("Cancelling one whose statement is under way for others too cancels only that one")
  func cancelSent() async throws {
    let (recorder, sent, free) = (Recorder(), Gate(), Gate())
    let first = fire("t0", by: recorder)
    await recorder.began.pass()
    let tasks = (1...2).map { number in
      Task {
        try await calls.fire([NewTrigger(type: "t\(number)")], now: nil, until: .after(.seconds(60))) { triggers, _ in
          sent.open()
          await free.pass()
          try Task.checkCancellation()
          return triggers.map { _ in 7 }
        }
      }
    }
    try await Patience.until { calls.waitingCount == 2 }
    recorder.gate.open()
    _ = try await first.value
    await sent.pass()
    tasks[0].cancel()
    await #expect(throws: CancellationError.self) { try await tasks[0].value }
    free.open()
    #expect(try await tasks[1].value == [7])
  }

  @Test("Cancelling the one that is alone under way lets the others go on")
  func cancelFirst() async throws {
    let recorder = Recorder()
    let tasks = try await gathered(["t1"], by: recorder)
    tasks[0].cancel()
    recorder.gate.open()
    await #expect(throws: CancellationError.self) { try await tasks[0].value }
    #expect(try await tasks[1].value == [1])
  }

  @Test("Calls with times of their own do not share a statement with others")
  func times() async throws {
    let recorder = Recorder()
    let tasks = try await gathered(["t1", "t2", "t3"], by: recorder) { $0 == "t2" ? .noon : nil }
    recorder.gate.open()
    for task in tasks { _ = try await task.value }
    #expect(recorder.sent.withLock { $0 } == [["t0"], ["t1"], ["t2"], ["t3"]])
  }

  @Test(
    "On the database, calls that come while a statement waits are one transaction, and one that it refuses fails alone")
  func database() async throws {
    let fixture = try await PostgresFixture()
    let store = fixture.postgres
    try await fixture.execute("ALTER TABLE djtriggers_trigger ADD CHECK (trigger_type <> 'bad')")
    _ = try await store.facts()
    let other = DirectConnection(fixture.url)
    try await other.execute("BEGIN; LOCK TABLE djtriggers_trigger IN EXCLUSIVE MODE")
    let first = Task { try await store.fire([NewTrigger(type: "t0")], now: nil) }
    try await Patience.until {
      try await fixture.texts(
        """
        SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'djtriggers_trigger'::regclass
        """
      ).count == 1
    }
    var tasks: [Task<[TriggerID], any Error>] = []
    for number in 1...7 {
      tasks.append(Task { try await store.fire([NewTrigger(type: "t\(number)")], now: nil) })
      try await Patience.until { store.fires.waitingCount == number }
    }
    try await other.execute("COMMIT")
    var ids = try await first.value
    for task in tasks { ids += try await task.value }
    #expect(try await store.records(ids: ids).map(\.type) == (0...7).map { "t\($0)" })
    #expect(try await fixture.texts("SELECT count(DISTINCT xmin::text) FROM djtriggers_trigger") == ["2"])
    let group = ["u1", "bad", "u2"].map { type in Task { try await store.fire([NewTrigger(type: type)], now: nil) } }
    await expect(.refused, naming: "check") { try await group[1].value }
    for task in [group[0], group[2]] { #expect(try await task.value.count == 1) }
    await store.close()
  }
}
