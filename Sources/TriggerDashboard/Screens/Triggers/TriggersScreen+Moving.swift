import TerminalUI
import TriggerCore

extension TriggersScreen {
  /// A key held down over a slow link moves no further than this after it is let go.
  private static let mostCarried = 5_000

  mutating func move(_ command: Command, in context: ScreenContext) -> [ScreenRequest] {
    let height = height(in: context)
    let old = list.cursorID
    isFollowing = false
    list.fruitlessPages = 0
    switch command {
    case .first where list.before != nil: return reload(landing: .first, in: context)
    case .last where list.after != nil: return reload(landing: .last, in: context)
    case .first: list.selectFirst(height: height)
    case .last: list.selectLast(height: height)
    case .pageUp: step(by: -max(1, height - 1), height: height)
    case .pageDown: step(by: max(1, height - 1), height: height)
    case .halfUp: step(by: -max(1, height / 2), height: height)
    case .halfDown: step(by: max(1, height / 2), height: height)
    case .up: step(by: -1, height: height)
    default: step(by: 1, height: height)
    }
    if marks.isDrawingRange, let cursor = list.cursor { marks.extendRange(over: list.entries, to: cursor) }
    return (old == list.cursorID ? [] : detailOfCursor()) + loadNeighbours(in: context)
      + (command.leadsToEnd ? tellOfWindow(after: old) : [])
  }

  /// What the window is too short for is carried over until the page that is read has come.
  mutating func step(by offset: Int, height: Int) {
    let wanted = carried.signum() == -offset.signum() ? offset : carried + offset
    carried = 0
    let rest = list.move(by: wanted, height: height)
    guard rest > 0 ? list.after != nil : list.before != nil else { return }
    carried = max(-Self.mostCarried, min(Self.mostCarried, rest))
  }

  /// That the order is over, once the cursor comes to a row beyond it.
  func tellOfWindow(after old: TriggerID? = nil) -> [ScreenRequest] {
    guard let first = list.sortedFrom, let id = list.cursorID, id < first, old ?? first >= first else { return [] }
    return [.tell(.refusal("From here on by id: only the newest rows were sorted by \(sort.key.rawValue)."))]
  }

  /// To a trigger: in the list if it stands there, else its detail.
  mutating func go(to id: TriggerID, in context: ScreenContext) -> [ScreenRequest] {
    isFollowing = false
    return list.select(id: id, height: height(in: context))
      ? detailOfCursor() + loadNeighbours(in: context) : [.open(id)]
  }

  mutating func capture(_ input: Input, in context: ScreenContext) -> [ScreenRequest]? {
    if filterField != nil { return type(input, in: context) }
    guard case .mouse(let event) = input else { return nil }
    switch event.action {
    case .wheelUp: return move(.up, in: context)
    case .wheelDown: return move(.down, in: context)
    case .press(.left):
      let layout = layout(in: context)
      let table = table(in: context, rect: layout.list)
      if let column = table.titleColumn(at: event.position, in: layout.list) {
        return columns(in: context, rect: layout.list).entries[column].key.map { sort(by: $0, in: context) } ?? []
      }
      guard let index = table.index(at: event.position, in: layout.list) else { return nil }
      let id = list.entries[index].id
      if id == list.cursorID { return [.open(id)] }
      return go(to: id, in: context)
    default: return nil
    }
  }
}

extension TriggersCommand {
  var isStep: Bool { [.up, .down, .pageUp, .pageDown, .halfUp, .halfDown].contains(self) }
  fileprivate var leadsToEnd: Bool { [.down, .pageDown, .halfDown, .last].contains(self) }
}
