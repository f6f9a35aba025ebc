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
  /// How many of them view and filter leave out, as far as is known.
  var unseenMarks = 0
  var isFrozen = false
  var isFollowing = false
  /// The filter being typed; nil while none is.
  var filterField: TextField?
  var loading = PageLoading()
  /// By how many rows the cursor is to move on once more of them were read.
  var carried = 0
  var gathering = Gathering()
  var filterTotal: FilterTotal?

  init(view: DashboardView) {
    self.view = view
    sort = view.sort
  }

  /// What an action is for: the marked, ascending by id, else the one under the cursor.
  func subjects(in context: ScreenContext) -> [Page.Row] {
    marks.isEmpty ? [cursorRow(in: context)].compactMap(\.self) : marks.sorted
  }

  /// The row under the cursor. One that left the list is no longer read with it; its detail still is.
  func cursorRow(in context: ScreenContext) -> Page.Row? {
    guard let entry = list.cursorEntry, entry.isGone, let detail = context.data.detail, detail.row.id == entry.id
    else { return list.cursorRow }
    return detail.row
  }

  /// Asked for each key bar and each frame: its cost does not grow with the marks.
  func availability(of command: Command, in context: ScreenContext) -> Availability {
    if let reason = refusal(of: command) { return .refused(reason) }
    let cursorRow = [cursorRow(in: context)].compactMap(\.self)
    return switch command {
    case .act:
      context.readOnlyReason.map(Availability.refused)
        ?? (marks.isEmpty && cursorRow.isEmpty ? .hidden : .available)
    case .force where marks.isEmpty: ForceDialog.availability(for: cursorRow, in: context)
    case .force: ForceDialog.availability(for: marks.rows.values, in: context)
    case .edit where marks.isEmpty: EditDialog.availability(for: cursorRow, in: context)
    case .edit: EditDialog.availability(for: marks.rows.values, in: context)
    case .explainDelete: context.readOnlyReason.map(Availability.refused) ?? .available
    case .unmark: marks.isEmpty ? .hidden : .available
    case .open, .mark, .range, .markAll, .copy: list.isEmpty ? .hidden : .available
    default: .available
    }
  }

  /// Why nothing can be done to a trigger that does not exist any more.
  private func refusal(of command: Command) -> String? {
    guard let entry = list.cursorEntry, entry.deleted != nil else { return nil }
    switch command {
    case .act, .force, .edit: if !marks.isEmpty { return nil }
    case .mark: break
    default: return nil
    }
    return "Trigger \(entry.id) was deleted; move to another row."
  }

  mutating func handle(_ command: Command, in context: ScreenContext) -> [ScreenRequest] {
    if !command.isStep { carried = 0 }
    defer { countUnseenMarks(in: context) }
    return switch command {
    case .up, .down, .pageUp, .pageDown, .halfUp, .halfDown, .first, .last: move(command, in: context)
    case .mark, .range, .markAll, .clear, .unmark: mark(command, in: context)
    case .filter, .nextView, .previousView, .viewAll, .previousSort, .nextSort, .reverseSort, .freeze, .follow:
      look(command, in: context)
    case .open: list.cursorID.map { [.open($0)] } ?? []
    case .act(let kind): [.act(kind, subjects(in: context), unseen: unseenMarks)]
    case .force: subjects(in: context).first.map { [.present(ForceDialog($0))] } ?? []
    case .edit: subjects(in: context).first.map { [.present(EditDialog($0))] } ?? []
    case .explainDelete: [.tell(.refusal("D (capital) deletes; it asks first."))]
    case .copy: copy(in: context)
    }
  }

  private func copy(in context: ScreenContext) -> [ScreenRequest] {
    let ids = subjects(in: context).map { String($0.id) }
    guard let first = ids.first else { return [] }
    let told = ids.count == 1 ? "Copied \(first)." : "Copied \(ids.count.grouped) ids."
    return [.carryOut(.terminal(.copy(ids.joined(separator: " ")))), .tell(.done(told))]
  }

  func layout(in context: ScreenContext) -> TriggersLayout { TriggersLayout(area: context.area) }

  /// Rows of the list that fit on screen.
  func height(in context: ScreenContext) -> Int { layout(in: context).listHeight }
}
