import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("A dialog that nobody could have read yet")
struct UnseenDialogTests {
  private func driver(_ facilities: Facilities = Facilities(undoes: true)) -> DashboardDriver {
    DashboardDriver.live(facilities: facilities)
  }

  private func runs(_ driver: inout DashboardDriver) -> Bool {
    driver.takeEffects().contains { if case .run = $0 { true } else { false } }
  }

  @Test("takes no key that confirms, says so, and takes it once it was painted", arguments: ["y", .enter] as [Key])
  func burst(key: Key) {
    var driver = driver()
    // Enter confirms once the other button has the focus.
    driver.burst(.input(.key("r")), .input(.key(.tab)), .input(.key(key)))
    #expect(!runs(&driver))
    #expect(driver.model.modal is RetryDialog)
    #expect(driver.model.notice?.text.contains("press it again") == true)
    driver.model.seen = driver.model.sight
    driver.press(key)
    #expect(runs(&driver))
  }

  @Test("takes no click either")
  func click() throws {
    var driver = driver()
    driver.press("r")
    let row = try #require((0..<24).first { driver.frame.text(row: $0).contains("[ y Retry") })
    let column = try #require(driver.frame.text(row: row).range(of: "y Retry"))
    let place = Point(x: driver.frame.text(row: row)[..<column.lowerBound].displayWidth, y: row)
    let click = DashboardMessage.input(.mouse(MouseEvent(.press(.left), at: place)))
    driver.press(.escape)
    driver.takeEffects()
    driver.burst(.input(.key("r")), click)
    #expect(!runs(&driver))
    driver.model.seen = driver.model.sight
    driver.burst(click)
    #expect(runs(&driver))
  }

  @Test("is another one each time it is opened, though it asks the same")
  func reopened() {
    var driver = driver()
    driver.press("r")
    driver.burst(.input(.key(.escape)), .input(.key("r")), .input(.key("y")))
    #expect(!runs(&driver))
  }

  @Test("is another one once it asks something else")
  func changed() {
    var driver = driver()
    driver.press("u")
    driver.takeEffects()
    let record = Sample.rows[0].record
    let offer = UndoOffer(
      action: JournaledAction(
        id: 17, at: Sample.now, by: Operator(name: "ada", host: "ops1"), verb: "retry", changed: Tally(1),
        isUndone: false),
      targets: [Target(record)], samples: [])
    driver.burst(.undoable(.success(offer)), .input(.key("y")))
    #expect(!runs(&driver))
    driver.model.seen = driver.model.sight
    driver.press("y")
    #expect(runs(&driver))
  }

  @Test("takes what is typed into its field, and is left by Escape")
  func harmless() {
    var driver = driver()
    driver.press("j", "j")
    driver.burst(.input(.key("s")), .input(.key("+")), .input(.key("2")), .input(.key("h")))
    #expect((driver.model.modal as? RescheduleDialog)?.box.field.text == "+2h")
    driver.burst(.input(.key(.escape)))
    #expect(driver.model.modal == nil)
  }

  @Test("^C is the way out where nothing is painted any more")
  func wayOut() {
    var driver = driver(Facilities(hasProcessor: true))
    let run = ProcessorStatus.Run(id: 7, type: "pay_bill", source: nil, started: Sample.now, tries: 0)
    driver.send(.processorStatus(ProcessorStatus(state: .running, concurrency: 4, types: ["pay_bill"], runs: [run])))
    driver.burst(.input(.key(.control("c"))), .input(.key(.control("c"))))
    #expect(driver.model.phase == .abandoned)
  }
}
