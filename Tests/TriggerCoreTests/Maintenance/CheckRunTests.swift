import TestSupport
import Testing
import TriggerCore

@Suite("A run of checks") struct CheckRunTests {
  /// Answers only when the next one has.
  private struct Waiting: Check {
    var name: String
    var next: Gate
    var own: Gate
    var outcome: @Sendable () throws -> CheckResult

    func run() async throws -> CheckResult {
      await next.pass()
      defer { own.open() }
      return try outcome()
    }
  }

  @Test("Each check keeps its own answer, in order, whichever ends first; what is thrown is a failure")
  func order() async {
    let names = ["a", "b", "c", "d", "e", "f"]
    let gates = (0...names.count).map { _ in Gate() }
    let checks = names.enumerated().map { index, name in
      Waiting(name: name, next: gates[index + 1], own: gates[index]) {
        if index % 3 == 1 { throw StoreError.unreachable("\(name) is gone") }
        return CheckResult(index == 2 ? .warning : .good, "\(name) is fine")
      }
    }
    gates[names.count].open()
    let entries = await CheckRun(checks).entries()
    #expect(entries.map(\.name) == names)
    #expect(entries.map(\.result.status) == [.good, .failed, .warning, .good, .failed, .good])
    let details = ["a is fine", "b is gone", "c is fine", "d is fine", "e is gone", "f is fine"]
    #expect(entries.map(\.result.detail) == details)
    #expect(!entries.areGood)
    #expect(entries.filter { $0.result.status != .failed }.areGood)
  }
}
