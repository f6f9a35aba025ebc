import TerminalUI
import TriggerCore

/// Shown while the processor of this program drains before the end: what it still runs. Pressing `q` again ends the
/// program at once and hands back what had not begun; closing the dialog goes on waiting.
struct QuitDialog: BoxModal {
  static let bindings =
    [
      KeyBinding(
        "q", .control("c"), command: BoxCommand.confirm, label: "quit now", help: "Quit without waiting.",
        group: BoxCommand.group, importance: 95)
    ] + BoxCommand.bindings

  var box = BoxState()

  var role: Role { .warned }
  func title(in context: ScreenContext) -> String { "Finishing what runs" }

  func buttons(in context: ScreenContext) -> [Dialog.Button] {
    [Dialog.Button("q", "Quit now", role: .danger), Dialog.Button(.escape, "Wait")]
  }

  mutating func confirm(in context: ScreenContext) -> [ScreenRequest] { [.quit] }

  func body(width: Int, in context: ScreenContext) -> [[Span]] {
    var text = TextLines(width: width)
    let runs = context.data.processor?.runs ?? []
    text.text(
      "No new triggers are taken. triggertop ends when \(runs.count == 1 ? "this one is" : "these \(runs.count) are")"
        + " done, or at the end of the grace time.")
    text.blank()
    for run in runs {
      text.line([
        Span("  \(run.id)  \(run.type)  "), Span("for \(context.now.since(run.started).long)", .running),
      ])
    }
    text.blank()
    text.text(
      "Quitting now leaves them unrecorded: another processor counts a lost try for each.", role: .muted)
    return text.lines
  }
}
