import TerminalUI
import TriggerCore

/// The main screen: the list of triggers, live.
struct TriggersScreen: Screen {
  typealias Command = TriggersCommand

  static let bindings = TriggersCommand.bindings

  var view: DashboardView
  var filter = ListFilter()
  var sort: TriggerSort
  var list = TriggerList()
  var marks = Marks()
  var isFrozen = false
  var isFollowing = false
  /// The filter being typed; nil while none is.
  var filterField: TextField?
  var loading = PageLoading()
  var gathering = Gathering()

  init(view: DashboardView) {
    self.view = view
    sort = view.sort
  }

  /// What an action is for: the marked, ascending by id, else the one under the cursor.
  var subjects: [Page.Row] { marks.isEmpty ? [list.cursorRow].compactMap(\.self) : marks.sorted }

  /// Asked for each key bar and each frame: its cost does not grow with the marks.
  func availability(of command: Command, in context: ScreenContext) -> Availability {
    let cursorRow = [list.cursorRow].compactMap(\.self)
    return switch command {
    case .act:
      context.readOnlyReason.map(Availability.refused)
        ?? (marks.isEmpty && cursorRow.isEmpty ? .hidden : .available)
    case .force where marks.isEmpty: ForceDialog.availability(for: cursorRow, in: context)
    case .force: ForceDialog.availability(for: marks.rows.values, in: context)
    case .edit where marks.isEmpty: EditDialog.availability(for: cursorRow, in: context)
    case .edit: EditDialog.availability(for: marks.rows.values, in: context)
    case .explainDelete: context.readOnlyReason.map(Availability.refused) ?? .available
    case .open, .mark, .range, .markAll, .copy: list.isEmpty ? .hidden : .available
    default: .available
    }
  }

  mutating func handle(_ command: Command, in context: ScreenContext) -> [ScreenRequest] {
    switch command {
    case .up, .down, .pageUp, .pageDown, .first, .last: move(command, in: context)
    case .mark, .range, .markAll, .clear: mark(command, in: context)
    case .filter, .nextView, .previousView, .viewAll, .previousSort, .nextSort, .reverseSort, .freeze, .follow:
      look(command, in: context)
    case .open: list.cursorID.map { [.open($0)] } ?? []
    case .act(let kind): [.act(kind, subjects)]
    case .force: subjects.first.map { [.present(ForceDialog($0))] } ?? []
    case .edit: subjects.first.map { [.present(EditDialog($0))] } ?? []
    case .explainDelete: [.tell(.refusal("D (capital) deletes; it asks first."))]
    case .copy: copy()
    }
  }

  private func copy() -> [ScreenRequest] {
    let ids = subjects.map { String($0.id) }
    guard let first = ids.first else { return [] }
    let told = ids.count == 1 ? "Copied \(first)." : "Copied \(ids.count.grouped) ids."
    return [.carryOut(.terminal(.copy(ids.joined(separator: " ")))), .tell(.done(told))]
  }

  func layout(in context: ScreenContext) -> TriggersLayout { TriggersLayout(area: context.area) }

  /// Rows of the list that fit on screen.
  func height(in context: ScreenContext) -> Int { layout(in: context).listHeight }
}
