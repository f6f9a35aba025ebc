import TestSupport
import Testing
import TriggerCore

@Suite("Editing under the lock that Python workers see")
struct LockedEditTests {
  private let queue = TestQueue()
  private let lock = MemoryLock()
  private let anna = Operator(name: "anna", host: "web3")

  @Test("takes the lock and gives it back, also where the edit is refused")
  func taken() async throws {
    let (editing, edit) = try await edit(to: "5")
    #expect(try await editing.edit(edit, by: anna, under: lock) == .done)
    #expect(lock.held.isEmpty)
    await #expect(throws: StoreError.self) {
      var bad = edit
      bad.seen = TriggerData(fields: [.init("amount", .integer(5))])
      bad.changes = [.init("amount", .text("much"))]
      _ = try await editing.edit(bad, by: anna, under: lock)
    }
    #expect(lock.held.isEmpty)
  }

  @Test("leaves alone what a worker is at work on, and everything while locks can't be reached")
  func held() async throws {
    let (editing, edit) = try await edit(to: "5")
    lock.steal(edit.target.id)
    #expect(
      try await editing.edit(edit, by: anna, under: lock)
        == .refused(
          "its lock is held, since nobody knows when by somebody, without an end; if that process is gone, "
            + "release it with triggertop unlock \(edit.target.id)"))
    lock.free(edit.target.id)
    lock.fail(with: .unreachable("Redis is gone."))
    await #expect(throws: StoreError.unreachable("Redis is gone.")) {
      try await editing.edit(edit, by: anna, under: lock)
    }
    #expect(try await queue.store.detail(of: edit.target.id, now: nil)?.data == edit.seen)
  }

  /// Of a trigger that was fired with 4.
  private func edit(to amount: String) async throws -> (any TriggerEditing, DataEdit) {
    let data = TriggerData(fields: [.init("amount", .integer(4))])
    let id = try await queue.store.fire([NewTrigger(type: "note", data: data)], now: queue.now)[0]
    let record = try #require(try await queue.store.records(ids: [id]).first)
    let editing = try #require(queue.store as? any TriggerEditing)
    return (editing, DataEdit(Target(record), seen: data, changes: [.init("amount", .text(amount))]))
  }
}
