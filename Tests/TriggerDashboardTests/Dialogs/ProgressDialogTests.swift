import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("An operation under way, and its end")
struct ProgressDialogTests {
  private static let run = OperationRun(
    id: Scene.now - .seconds(2), operation: .delete, targets: (1...200).map { Target(Scene.row($0).record) })

  private static func entries(_ ids: ClosedRange<TriggerID>, _ result: OperationResult = .done)
    -> [OperationReport.Entry]
  {
    ids.map { OperationReport.Entry(id: $0, result: result) }
  }

  private func advanced(_ entries: [OperationReport.Entry]) -> ProgressDialog {
    var dialog = ProgressDialog(Self.run)
    _ = dialog.receive(.operationAdvanced(Self.run.id, entries: entries), in: Scene.context())
    return dialog
  }

  @Test("Shows how far it is", arguments: Scene.sizes)
  func progress(_ size: Size) {
    let dialog = advanced(Self.entries(1...90) + Self.entries(91...93, .changed))
    assertSnapshot(of: Scene.frame(of: dialog, Scene.context(Scene.area(size))), named: "progress@\(size)")
  }

  @Test("What is over in a moment shows no box")
  func brief() {
    var run = Self.run
    run.id = Scene.now
    let frame = Scene.frame(of: ProgressDialog(run), Scene.context())
    #expect(frame == Frame(size: frame.size))
  }

  @Test("Is stopped once, by the key that its box names, whatever else that key does in the dashboard")
  func stops() throws {
    var driver = DashboardDriver.live()
    driver.press("D", "y")
    let begun = driver.takeEffects().compactMap { effect -> OperationRun? in
      if case .run(let run) = effect { run } else { nil }
    }
    let run = try #require(begun.first)
    driver.clock = driver.clock + .seconds(2)
    driver.send(.input(.tick))
    driver.takeEffects()
    driver.press(.escape)
    #expect(driver.takeEffects() == [.stop(run.id)])
    driver.press(.escape)
    #expect(driver.takeEffects().isEmpty)
    #expect(driver.text.contains("Stopping…"))
  }

  @Test("Closes by itself if all was done, and says what was not otherwise")
  func ends() {
    let context = Scene.context()
    var clean = advanced(Self.entries(1...200))
    #expect(
      clean.receive(.operationEnded(Self.run.id, .completed), in: context).map(\.words) == [
        "back", "tell: Deleted 200 triggers.",
      ])
    var partial = advanced(Self.entries(1...199) + Self.entries(200...200, .missing))
    #expect(
      partial.receive(.operationEnded(Self.run.id, .completed), in: context).map(\.words)
        == ["back", "present ResultDialog"])
  }

  @Test("News of another operation changes nothing")
  func others() {
    var dialog = advanced([])
    let other = Scene.now + .seconds(1)
    #expect(dialog.receive(.operationEnded(other, .completed), in: Scene.context()).isEmpty)
  }

  private func summary() -> OperationSummary {
    var summary = OperationSummary(.delete, total: 200)
    summary.add(
      Self.entries(1...90) + Self.entries(91...93, .changed) + Self.entries(94...94, .missing)
        + Self.entries(95...95, .running(Scene.mark(for: .seconds(4)))), at: Scene.now)
    return summary
  }

  @Test("The result counts what was left alone and why", arguments: Scene.sizes)
  func result(_ size: Size) {
    let dialog = ResultDialog(summary(), end: .failed(.unreachable("db1 closed the connection.")))
    assertSnapshot(of: Scene.frame(of: dialog, Scene.context(Scene.area(size))), named: "result@\(size)")
  }

  @Test("A summary is one sentence")
  func sentence() {
    #expect(
      summary().sentence
        == "Deleted 90 triggers; 3 had changed meanwhile and were left alone, 1 was gone already, 1 was running")
    #expect(OperationSummary(.retry(keepTries: false), total: 0).sentence == "Retried 0 triggers")
  }

  @Test(
    "Every end has its own words",
    arguments: [
      (OperationEnd.completed, "Done in part"), (.stopped, "105 triggers not reached"),
      (.notJournaled("The journal is full."), "The journal is full."),
    ])
  func words(_ end: OperationEnd, text: String) {
    #expect(Scene.frame(of: ResultDialog(summary(), end: end), Scene.context()).snapshotText.contains(text))
  }
}
