import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

/// Screens and dialogs are found by pressing keys, so that a new one can't be forgotten; a trap ends the test run.
@Suite("Every key of every screen")
struct EveryKeyTests {
  /// What lies on top.
  private typealias Place = String

  private static let everywhere: Set = [
    "TriggersScreen", "ProcessorsScreen", "LogScreen", "ChecksScreen", "HelpScreen", "StartProcessorDialog",
    "Command line",
  ]
  private static let withRows: Set = [
    "DetailScreen", "RetryDialog", "RescheduleDialog", "DeleteDialog", "ForceDialog", "EditDialog", "ResultDialog",
  ]

  @Test("is taken by itself and after all others, whatever the queue holds", arguments: World.all)
  func keys(_ world: World) async {
    let world = await world.checked()
    var places: [Place: DashboardDriver] = [:]
    var unseen: [DashboardDriver] = [world.driver()]
    while let start = unseen.popLast() {
      guard places.updateValue(start, forKey: place(start)) == nil else { continue }
      var walker = start
      for input in inputs(start) {
        var driver = start
        press(input, in: &driver, of: world)
        unseen.append(driver)
        #expect(driver.frame.size == driver.model.size)
        press(input, in: &walker, of: world)
        unseen.append(walker)
      }
      #expect(walker.frame.size == walker.model.size)
      unseen.removeAll { places[place($0)] != nil || $0.model.phase != .running }
    }
    let expected = Self.everywhere.union(world.rows.isEmpty ? [] : Self.withRows)
    #expect(expected.subtracting(places.keys).isEmpty)
    #expect((places["UndoDialog"] != nil) == (world.facts.sideTables != nil))
  }

  private func press(_ input: Input, in driver: inout DashboardDriver, of world: World) {
    driver.send(.input(input))
    world.answer(&driver)
  }

  private func place(_ driver: DashboardDriver) -> Place {
    let model = driver.model
    if model.commandField != nil { return "Command line" }
    let top: any Screen = model.modal ?? model.topScreen
    return (top.entryLine == nil ? "" : "Typing on ") + "\(type(of: top))"
  }

  /// The keys of what lies on top, those that work everywhere but in dialogs, and what is not bound to anything there.
  private func inputs(_ driver: DashboardDriver) -> [Input] {
    let model = driver.model
    let bound =
      model.modal.map { keys(of: $0) } ?? keys(of: model.topScreen) + GlobalCommand.bindings.flatMap(\.keys)
    let others: [Key] = ["a", "7", "ж", .backspace, .delete, .insert, .left, .right, .enter, .escape, .alt("n")]
    let middle = Point(x: model.size.columns / 2, y: model.size.rows / 2)
    let mouse = [MouseEvent.Action.press(.left), .wheelUp, .wheelDown].map { action in
      Input.mouse(MouseEvent(action, at: middle))
    }
    return (bound + others).map { .key($0) } + mouse + [
      .paste("type:a\n\u{1B}[2J漢"), .tick, .resize(Size(columns: 1, rows: 1)), .tick, .resize(model.size),
    ]
  }

  private func keys(of screen: some Screen) -> [Key] { type(of: screen).bindings.flatMap(\.keys) }
}
