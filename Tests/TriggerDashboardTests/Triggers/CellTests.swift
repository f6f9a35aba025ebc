import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("What the list says of one trigger")
struct CellTests {
  @Test("how late it is, in as many columns as there are, whatever its time")
  func overdue() {
    let cells = TriggerCells(context: Scene.context())
    func due(_ after: Instant?, received: Duration = .days(3)) -> String {
      cells.due(TriggerList.Entry(row: Sample.row(1, age: received, after: after))).text
    }
    #expect(due(Scene.now - .seconds(2)) == "now")
    #expect(due(Scene.now - .minutes(54)) == "-54m")
    #expect(due(Scene.now - .hours(23)) == "-23h")
    #expect(due(nil) == "-3d")
    #expect(due(.negativeInfinity, received: .minutes(5)) == "-5m")
    #expect(due(nil, received: .days(800_000)) == "->99y")
    #expect(due(Scene.now + .hours(3)) == "3h00m")
    #expect(due(.infinity) == "never")
  }

  @Test("an error's beginning, however long it is")
  func longError() {
    let error = AttemptError(type: "E", message: String(repeating: "x\n", count: 20_000))
    #expect(error.line.count < 1_100)
  }
}
