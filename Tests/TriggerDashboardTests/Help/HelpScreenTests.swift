import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Help")
struct HelpScreenTests {
  private static func context(_ size: Size) -> ScreenContext {
    Scene.context(size) { context in
      context.data.detail = TriggerDetail(row: Scene.warned, at: Scene.now)
      context.keys = DetailScreen(id: Scene.warned.id).keyHelp(in: context)
    }
  }

  @Test("Lists the keys of the screen below, states and limits", arguments: Scene.sizes)
  func everything(_ size: Size) {
    assertSnapshot(of: Scene.frame(of: HelpScreen(), Self.context(Scene.area(size))), named: "help@\(size)")
  }

  @Test("Scrolls to its end and closes with the key that opened it")
  func closes() {
    let context = Self.context(Size(columns: 80, rows: 10))
    var screen = HelpScreen()
    _ = screen.press("G", in: context)
    #expect(Scene.frame(of: screen, context).text(row: 9).contains("estimate"))
    #expect(screen.press("?", in: context) == ["back"])
  }

  @Test("The keys of the screens close it and go there", arguments: Facilities().screens)
  func leaves(for screen: ScreenID) {
    var help = HelpScreen()
    let context = Self.context(Size(columns: 80, rows: 20))
    #expect(help.press(.character(screen.digit), in: context) == ["back", "show \(screen)"])
  }

  @Test("Is drawn in a single cell")
  func tiny() { _ = Scene.frame(of: HelpScreen(), Self.context(Size(columns: 1, rows: 1))) }
}
