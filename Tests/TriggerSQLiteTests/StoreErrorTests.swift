import GRDB
import TestSupport
import Testing
import TriggerCore

@testable import TriggerSQLite

@Suite("SQLite's errors as the store's")
struct StoreErrorTests {
  @Test(
    "Each says where the fault lies, and what can be done",
    arguments: [
      (.SQLITE_FULL, .passing, "free some space"), (.SQLITE_IOERR, .passing, "look after its disk"),
      (.SQLITE_READONLY, .passing, "check who may write the file and its directory"),
      (.SQLITE_READONLY_DIRECTORY, .passing, "journal beside it"), (.SQLITE_CANTOPEN, .passing, "check the path"),
      (.SQLITE_BUSY, .passing, "try again"), (.SQLITE_NOMEM, .passing, "free some"),
      (.SQLITE_CONSTRAINT_TRIGGER, .row, "no audit"), (.SQLITE_TOOBIG, .row, "make it smaller"),
      (.SQLITE_CORRUPT, .setup, "restore it"), (.SQLITE_NOTADB, .setup, "name another file"),
      (.SQLITE_ERROR, .setup, "no audit"),
    ] as [(ResultCode, StoreError.Fault, String)])
  func faults(code: ResultCode, fault: StoreError.Fault, remedy: String) throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("queue.sqlite")
    let error = StoreError(
      DatabaseError(resultCode: code, message: "no audit"), database: path, waited: .seconds(5))
    #expect(error.fault == fault)
    #expect(error.description.contains(path) && error.description.contains(remedy), "\(error)")
  }

  @Test("Where a table's ids have run out, that is what is said")
  func exhausted() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("queue.sqlite")
    let store = SQLiteStore(path: path, mode: .createIfMissing)
    try await store.fire([NewTrigger(type: "pay_bill")], now: nil)
    let application = try DatabaseQueue(path: path)
    try await application.write { try $0.execute(sql: "UPDATE sqlite_sequence SET seq = 9223372036854775807") }
    let fired = await #expect(throws: StoreError.self) {
      try await store.fire([NewTrigger(type: "pay_bill")], now: nil)
    }
    let within = await #expect(throws: StoreError.self) {
      try await application.write { db in try store.fire([NewTrigger(type: "pay_bill")], in: db) }
    }
    for error in [fired, within] {
      #expect(error?.fault == .setup)
      #expect(error?.description.contains("The ids of djtriggers_trigger in \(path) have run out") == true)
    }
    try application.close()
  }

  @Test("On a file system that is mounted read-only, that is what is said")
  func mountedReadOnly() {
    // The kernel's own, on which nobody can make a file.
    guard FileSystem(of: "/sys/fs/cgroup/x")?.isReadOnly == true else { return }
    let error = StoreError(
      DatabaseError(resultCode: .SQLITE_CANTOPEN), database: "/sys/fs/cgroup/x", waited: .seconds(5))
    #expect(error.description.contains("mounted read-only"))
  }
}
