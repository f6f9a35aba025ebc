import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Quitting")
struct QuitTests {
  private func driver(_ state: ProcessorStatus.State, runs: Int = 0) -> DashboardDriver {
    var driver = DashboardDriver.live(facilities: Facilities(hasProcessor: true))
    let runs = (0..<runs).map {
      ProcessorStatus.Run(id: TriggerID($0), type: "pay_bill", source: nil, started: Sample.now, tries: 0)
    }
    driver.send(.processorStatus(ProcessorStatus(state: state, concurrency: 4, types: ["pay_bill"], runs: runs)))
    driver.takeEffects()
    return driver
  }

  @Test("is at once where nothing is being processed", arguments: ["q", .control("c"), .function(10)] as [Key])
  func atOnce(key: Key) {
    var driver = driver(.off)
    driver.press(key)
    #expect(driver.model.phase == .finished)
  }

  @Test("drains first what is at work, and ends when that is done")
  func drain() {
    var driver = driver(.running, runs: 2)
    driver.press("q")
    #expect(driver.model.phase == .draining)
    #expect(driver.takeEffects().contains(.processor(.drain)))
    driver.send(.processorAnswered(.drain, .success(.done("The processor is off."))))
    #expect(driver.model.phase == .finished)
  }

  @Test("a second time hands it back", arguments: ["q", .control("c")] as [Key])
  func again(key: Key) {
    var driver = driver(.running, runs: 2)
    driver.press("q", key)
    #expect(driver.model.phase == .abandoned)
  }

  @Test("SIGINT is the same as q")
  func interrupt() {
    var driver = driver(.running, runs: 1)
    driver.send(.input(.interrupt))
    #expect(driver.model.phase == .draining)
    driver.send(.input(.interrupt))
    #expect(driver.model.phase == .abandoned)
  }

  /// With a deletion under way.
  private func deleting() throws -> (DashboardDriver, OperationRun.ID) {
    var driver = driver(.off)
    driver.press("D", "y")
    let runs = driver.takeEffects().compactMap { if case .run(let run) = $0 { run.id } else { nil } }
    return (driver, try #require(runs.first))
  }

  @Test("^C in the progress box stops the operation, and only a second one quits")
  func stopFirst() throws {
    var (driver, id) = try deleting()
    driver.press(.control("c"))
    #expect(driver.takeEffects().contains(.stop(id)))
    #expect(driver.model.phase == .running)
    driver.press(.control("c"))
    #expect(driver.model.phase == .finished)
    #expect(driver.model.operations == [id])
  }

  @Test("^C in a dialog that has no use for it quits", arguments: ["r", "?", "s"] as [Key])
  func otherDialogs(key: Key) {
    var driver = driver(.off)
    driver.press(key, .control("c"))
    #expect(driver.model.phase == .finished)
  }

  @Test("SIGTERM stops an operation; what has not been read of it is kept")
  func stopsOperations() throws {
    var (driver, id) = try deleting()
    driver.send(.input(.interrupt))
    #expect(driver.takeEffects().contains(.stop(id)))
    #expect(driver.model.phase == .finished)
    driver.send(.operationEnded(id, .stopped))
    #expect(driver.model.operations == [id])
  }

  @Test("an operation that ended on screen is told nowhere else")
  func ended() throws {
    var (driver, id) = try deleting()
    driver.send(.operationEnded(id, .completed))
    #expect(driver.model.operations.isEmpty)
  }

  @Test("P starts the processor, pauses it, and goes on; a strange queue is asked about first")
  func processor() {
    var driver = driver(.running)
    driver.press("P")
    #expect(driver.takeEffects() == [.processor(.pause)])
    driver.send(.processorStatus(ProcessorStatus(state: .paused, concurrency: 4, types: [])))
    driver.press("P")
    #expect(driver.takeEffects() == [.processor(.start)])
    driver.send(.processorStatus(ProcessorStatus(state: .off, concurrency: 4, types: ["pay_bill"])))
    driver.press("P")
    #expect(driver.takeEffects().isEmpty)
    #expect(driver.model.modal != nil)
  }

  @Test("a drain that was not for quitting ends nothing")
  func drainOnly() {
    var driver = driver(.running)
    driver.send(.processorAnswered(.drain, .success(.done("The processor is off."))))
    #expect(driver.model.phase == .running)
  }
}
