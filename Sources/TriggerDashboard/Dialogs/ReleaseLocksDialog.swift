import TerminalUI
import TriggerCore

/// Lets an operator release locks that outlived their holder: the marked, or the one under the cursor. A lock that
/// changed hands since it was seen is left alone.
struct ReleaseLocksDialog: BoxModal {
  static let bindings =
    [
      KeyBinding(
        " ", command: BoxCommand.toggleChoice, label: "mark", help: "Mark or unmark the lock, and move on.",
        group: BoxCommand.group, importance: 65),
      KeyBinding(
        "*", command: BoxCommand.chooseAll, label: "mark all", help: "Mark all locks, or none.",
        group: BoxCommand.group, importance: 55),
    ] + BoxCommand.bindings

  var box = BoxState()
  private let locks: [StuckLock]
  private let types: [TriggerID: String]
  private var cursor = 0
  private var marked: Set<TriggerID> = []

  /// - Parameter found: at least one.
  init(_ found: FoundLocks) {
    locks = found.locks.locks
    types = found.types
  }

  var role: Role { .danger }

  func title(in context: ScreenContext) -> String { "Release stuck locks on \(context.queueName)" }

  func buttons(in context: ScreenContext) -> [Dialog.Button] {
    // A narrow screen has no room for it.
    if context.area.width < 48 {
      return [Dialog.Button("y", "Release", role: role), Dialog.Button(.escape, "Cancel")]
    }
    let what = subjects.count == 1 ? "\(subjects[0].id)" : subjects.count.grouped
    return [Dialog.Button("y", "Release \(what)", role: role), Dialog.Button(.escape, "Cancel")]
  }

  mutating func confirm(in context: ScreenContext) -> [ScreenRequest] {
    [.back, .carryOut(.release(subjects))]
  }

  private var subjects: [StuckLock] {
    marked.isEmpty ? Array(locks[cursor..<min(cursor + 1, locks.count)]) : locks.filter { marked.contains($0.id) }
  }

  mutating func choose(_ scroll: Scroll, in context: ScreenContext) -> Int? {
    cursor = max(0, min(cursor + scroll.rows(height: 10, count: locks.count), locks.count - 1))
    return cursor
  }

  mutating func toggleChoice() {
    guard locks.indices.contains(cursor) else { return }
    if marked.remove(locks[cursor].id) == nil { marked.insert(locks[cursor].id) }
    cursor = min(cursor + 1, locks.count - 1)
  }

  mutating func chooseAll() { marked = marked.count == locks.count ? [] : Set(locks.map(\.id)) }

  func body(width: Int, in context: ScreenContext) -> [[Span]] {
    var text = TextLines(width: width)
    let idWidth = locks.map { "\($0.id)".count }.max() ?? 0
    let names = locks.map { types[$0.id] ?? "no such trigger" }
    let typeWidth = min(20, names.map(\.displayWidth).max() ?? 0)
    for (index, lock) in locks.enumerated() {
      let mark = Span((index == cursor ? "▸" : " ") + (marked.contains(lock.id) ? "● " : "  "), .marked)
      text.line(
        [
          mark, Span("\(lock.id)".padded(to: idWidth + 2)),
          Span(names[index].truncated(to: typeWidth).padded(to: typeWidth + 2)),
        ] + lock.held(in: context))
    }
    text.blank()
    text.field(
      "Beware", "such a lock never ends by itself; if its worker is still at work, the trigger runs a second time",
      .danger)
    text.field("Guard", "released only where the same holder still has it", .muted)
    return text.lines
  }
}

extension StuckLock {
  /// `for 2h10m by 00:16:3e:5f:10:02`.
  fileprivate func held(in context: ScreenContext) -> [Span] {
    let age = holder.since.map { "for \(context.now.since($0).long)" } ?? "since when is not known"
    return [Span(age, .warned), Span(holder.place.map { " by \($0)" } ?? "", .muted)]
  }
}
