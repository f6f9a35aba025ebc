import TerminalUI
import TriggerCore

extension DashboardModel {
  /// Does what a screen or a dialog asks for.
  mutating func carryOut(_ requests: [ScreenRequest]) -> [DashboardEffect] {
    var effects: [DashboardEffect] = []
    for request in requests { effects += carryOut(request) }
    return effects
  }

  private mutating func carryOut(_ request: ScreenRequest) -> [DashboardEffect] {
    switch request {
    case .carryOut(let effect):
      if case .run(let run) = effect {
        operations.append(run.id)
        // What the last operation left alone is told until the next.
        data.refusals = [:]
      }
      return [effect]
    case .present(let modal): return present(modal)
    case .show(let screen): return show(screen)
    case .open(let id): return open(id)
    case .back:
      if modal != nil { modal = nil } else { closeDetail() }
    case .act(let kind, let rows, let unseen):
      if !rows.isEmpty { return present(kind.dialog(for: rows, unseen: unseen, in: context)) }
    case .tell(let notice): self.notice = notice
    case .quit: return quit()
    }
    return []
  }

  mutating func present(_ modal: any Modal) -> [DashboardEffect] {
    var modal = modal
    let context = modalContext
    let effects = modal.opening(in: context)
    let requests = modal.receive(.opened, in: context)
    self.modal = modal
    modalCount += 1
    return effects + carryOut(requests)
  }

  /// The dialog that lies open, and what it asks; each opening is another.
  var sight: String? { modal.map { "\(modalCount) \($0.question(in: modalContext))" } }

  mutating func show(_ screen: ScreenID) -> [DashboardEffect] {
    detail = nil
    self.screen = screen
    refresh.hurry(at: uptime)
    let context = context
    return carryOut(withTopScreen { $0.receive(.opened, in: context) })
  }

  private mutating func open(_ id: TriggerID) -> [DashboardEffect] {
    let list = triggers.list
    var screen = DetailScreen(
      id: id, siblings: list.entries.map(\.id), beginsList: list.before == nil, total: triggers.total(in: context))
    let requests = screen.receive(.opened, in: context)
    detail = screen
    return [.loadDetail(id, delay: .zero)] + carryOut(requests)
  }

  /// The list's cursor goes where the detail was left.
  private mutating func closeDetail() {
    guard let id = detail?.id else { return }
    detail = nil
    _ = triggers.list.select(id: id, height: triggers.height(in: context))
  }

  /// The first time lets the processor finish what it runs. Operations end with the batch that is under way; whoever
  /// runs the dashboard waits for that.
  mutating func quit() -> [DashboardEffect] {
    let stops = operations.map(DashboardEffect.stop)
    let isWorking = data.processor.map { $0.state != .off || !$0.runs.isEmpty } ?? false
    guard phase == .running, isWorking else {
      phase = phase == .draining ? .abandoned : .finished
      return stops
    }
    phase = .draining
    let isAtWork = data.processor?.runs.isEmpty == false
    return stops + [.processor(.drain)] + (isAtWork ? present(QuitDialog()) : [])
  }

  /// Stopped, the processor would lose the leases of what it runs, and others would run that again: only who insists
  /// stops it.
  mutating func suspend() -> [DashboardEffect] {
    let isWorking = data.processor.map { $0.state == .running || !$0.runs.isEmpty } ?? false
    let refusal = Notice.refusal(
      "^Z would stop the processor too, and others would run again what it runs: press P to pause it, and ^Z once"
        + " nothing runs. ^Z again stops all at once.")
    let isInsisting = notice == refusal
    notice = isWorking && !isInsisting ? refusal : nil
    return notice == nil ? [.terminal(.suspend)] : []
  }
}
