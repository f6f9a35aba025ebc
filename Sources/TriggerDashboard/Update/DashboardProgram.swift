import TerminalUI
import TriggerCore

/// The dashboard as the terminal's runtime wants it.
struct DashboardProgram: Program {
  /// This machine's clock.
  let clock: () -> Instant
  /// Since the dashboard was opened.
  let uptime: () -> Duration

  func message(for input: Input) -> DashboardMessage? { .input(input) }

  func update(_ model: inout DashboardModel, _ message: DashboardMessage) -> [DashboardEffect] {
    model.update(message, clock: clock(), uptime: uptime())
  }

  func view(_ model: DashboardModel, size: Size) -> Frame { model.draw(size: size) }

  func sight(of model: DashboardModel) -> String? { model.sight }

  func saw(_ sight: String?, _ model: inout DashboardModel) { model.seen = sight }

  func isFinished(_ model: DashboardModel) -> Bool { model.phase.isOver }

  func tickInterval(_ model: DashboardModel) -> Duration? { min(.seconds(1), model.options.refreshInterval) }

  func wantsMouse(_ model: DashboardModel) -> Bool { model.isMouseOn }

  func terminalCommand(for effect: DashboardEffect) -> TerminalCommand? {
    if case .terminal(let command) = effect { command } else { nil }
  }
}
