import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Releasing stuck locks")
struct ReleaseLocksDialogTests {
  @Test("Shows which locks, whose and how old", arguments: Scene.sizes)
  func dialog(_ size: Size) {
    let dialog = ReleaseLocksDialog(Scene.foundLocks)
    assertSnapshot(of: Scene.frame(of: dialog, Scene.context(Scene.area(size))), named: "release@\(size)")
  }

  @Test("y releases the one under the cursor; Enter and l none")
  func one() {
    var dialog = ReleaseLocksDialog(Scene.foundLocks)
    let context = Scene.context()
    #expect(dialog.press("l", in: context) == nil)
    #expect(dialog.press(.enter, in: context) == ["back"])
    #expect(dialog.press("j", "y", in: context) == ["back", "release 88099"])
    #expect(dialog.press("k", "k", "y", in: context) == ["back", "release 88131"])
  }

  @Test("Marked locks are released together; what is far down is seen")
  func marked() {
    let context = Scene.context(Size(columns: 40, rows: 8))
    var dialog = ReleaseLocksDialog(Scene.foundLocks)
    #expect(dialog.press(" ", " ", "y", in: context) == ["back", "release 88131 88099"])
    #expect(dialog.press("*", "y", in: context) == ["back", "release 88131 88099 88001"])
    #expect(dialog.press("*", "G", "y", in: context) == ["back", "release 88001"])
    #expect(Scene.frame(of: dialog, context).snapshotText.contains("▸  88001"))
  }

  @Test("What was released is told, and what had changed hands")
  func outcome() {
    var driver = DashboardDriver.live(facilities: Facilities(findsStuckLocks: true))
    let locks = Scene.foundLocks.locks.locks
    driver.send(.locksReleased(locks, .success(locks)))
    #expect(driver.text.contains("Released 3 locks."))
    driver.send(.locksReleased(locks, .success(Array(locks.prefix(1)))))
    #expect(driver.text.contains("Released 1 lock; 2 were given back or changed hands meanwhile."))
    driver.send(.locksReleased(locks, .failure(.unreachable("Redis is gone."))))
    #expect(driver.text.contains("Redis is gone."))
  }
}
