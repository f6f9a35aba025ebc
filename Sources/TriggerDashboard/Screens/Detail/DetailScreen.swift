import TerminalUI
import TriggerCore

/// Everything about one trigger, opened with Enter; `n` and `p` go along the list it was opened from.
struct DetailScreen: Screen {
  enum Command: Hashable, Sendable {
    case act(ActionKind)
    case force
    case edit
    case scroll(Scroll)
    case next, previous, toggleWhole, copy, back
  }

  static let bindings: [KeyBinding<Command>] =
    [
      KeyBinding(
        "r", command: .act(.retry), label: "retry", help: "Retry: make it due now.", group: "Trigger", importance: 80),
      KeyBinding(
        "s", command: .act(.reschedule), label: "resched", help: "Reschedule: let it run at another time.",
        group: "Trigger", importance: 70),
      KeyBinding(
        "D", command: .act(.delete), label: "delete", help: "Delete it, with its data and results.", group: "Trigger",
        importance: 60),
      KeyBinding(
        "x", command: .force, label: "run now", help: "Run it in this program now, whatever its state; asks first.",
        group: "Trigger", importance: 45),
      KeyBinding("e", command: .edit, label: "edit", help: "Edit its data.", group: "Trigger", importance: 44),
      KeyBinding(
        .enter, " ", command: .toggleWhole, label: "whole errors", help: "Show errors and data whole, or cut again.",
        group: "Trigger", importance: 50),
      KeyBinding(
        "n", command: .next, label: "next", help: "The next trigger of the list.", group: "Trigger", importance: 40),
      KeyBinding(
        "p", command: .previous, label: "previous", help: "The previous trigger of the list.", group: "Trigger",
        importance: 30),
      KeyBinding(
        "y", command: .copy, label: "copy", help: "Copy all that stands here, whole.", group: "Trigger", importance: 20),
      KeyBinding(
        .escape, .left, command: .back, label: "back", help: "Back to the list.", group: "Trigger", importance: 90),
    ] + Scroll.bindings(group: "Trigger") { .scroll($0) }

  /// What is copied, lines are wrapped to.
  private static let copyWidth = 100

  private(set) var id: TriggerID
  /// The ids of the list it was opened from, in its order.
  private let siblings: [TriggerID]
  /// Whether that list begins with the first of them.
  private let beginsList: Bool
  /// How many it has in all, where more are known than these.
  private let total: Tally?
  private var viewport = Viewport()
  private var isWhole = false
  /// What came instead of the detail: a sentence.
  private var failure: String?

  /// - Parameter failure: what there is instead of the detail, if that is known: a sentence.
  init(
    id: TriggerID, siblings: [TriggerID] = [], beginsList: Bool = true, total: Tally? = nil, failure: String? = nil
  ) {
    self.id = id
    self.siblings = siblings
    self.beginsList = beginsList
    self.total = total
    self.failure = failure
  }

  func availability(of command: Command, in context: ScreenContext) -> Availability {
    switch command {
    case .act:
      detail(in: context) == nil ? .hidden : context.readOnlyReason.map(Availability.refused) ?? .available
    case .force: ForceDialog.availability(for: [detail(in: context)?.row].compactMap(\.self), in: context)
    case .edit: editAvailability(in: context)
    case .next: neighbour(1) == nil ? .hidden : .available
    case .previous: neighbour(-1) == nil ? .hidden : .available
    case .copy, .toggleWhole: detail(in: context) == nil ? .hidden : .available
    case .scroll, .back: .available
    }
  }

  mutating func handle(_ command: Command, in context: ScreenContext) -> [ScreenRequest] {
    switch command {
    case .back: return [.back]
    case .act(let kind): return detail(in: context).map { [.act(kind, [$0.row])] } ?? []
    case .force: return detail(in: context).map { [.present(ForceDialog($0.row))] } ?? []
    case .edit: return detail(in: context).map { [.present(EditDialog($0.row))] } ?? []
    case .next: return move(to: neighbour(1))
    case .previous: return move(to: neighbour(-1))
    case .toggleWhole: isWhole.toggle()
    case .copy:
      guard let detail = detail(in: context) else { return [] }
      let page = DetailPage(detail, in: context, isWhole: true, width: Self.copyWidth, wholeLimit: .max)
      return [
        .carryOut(.terminal(.copy("\(id) \(detail.row.record.type)\n\(page.plainText)"))), .tell(.done("Copied \(id)")),
      ]
    case .scroll(let scroll):
      let body = parts(of: context.area).body
      viewport.scroll(scroll, height: body.height, count: lines(width: body.width, in: context).count)
    }
    return []
  }

  mutating func capture(_ input: Input, in context: ScreenContext) -> [ScreenRequest]? {
    guard case .mouse(let event) = input, let scroll = Scroll(event) else { return nil }
    return handle(.scroll(scroll), in: context)
  }

  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] {
    switch message {
    case .detail(id, .success(nil)): failure = "Trigger \(id) is gone: deleted since, or never there."
    case .detail(id, .failure(let error)): failure = error.description
    case .detail(id, .success): failure = nil
    default: break
    }
    return []
  }

  private func editAvailability(in context: ScreenContext) -> Availability {
    guard let detail = detail(in: context) else { return .hidden }
    if let problem = detail.dataProblem { return .refused("\(id)'s data can't be edited: \(problem).") }
    guard detail.data?.fields.isEmpty == false else { return .refused("\(id) has no data that could be edited.") }
    return EditDialog.availability(for: [detail.row], in: context)
  }

  private func neighbour(_ step: Int) -> TriggerID? {
    guard let index = siblings.firstIndex(of: id), siblings.indices.contains(index + step) else { return nil }
    return siblings[index + step]
  }

  private mutating func move(to neighbour: TriggerID?) -> [ScreenRequest] {
    guard let neighbour else { return [] }
    id = neighbour
    viewport = Viewport()
    failure = nil
    return [.carryOut(.loadDetail(id, delay: .zero))]
  }
}

// MARK: - Drawing

extension DetailScreen {
  func draw(into frame: inout Frame, in rect: Rect, context: ScreenContext) {
    let parts = parts(of: rect)
    Rule(leading: [Span("\(id)", .title), Span(" \(title(in: context))")], trailing: position)
      .draw(into: &frame, in: parts.title)
    frame.write(lines(width: parts.body.width, in: context), in: parts.body, from: viewport)
  }

  /// The rule on top, and the text below it with a margin.
  private func parts(of rect: Rect) -> (title: Rect, body: Rect) {
    let (title, rest) = rect.splitTop(1)
    return (title, rest.inset(horizontally: 1))
  }

  private func detail(in context: ScreenContext) -> TriggerDetail? {
    context.data.detail.flatMap { $0.row.id == id ? $0 : nil }
  }

  private func title(in context: ScreenContext) -> String { detail(in: context)?.row.record.type ?? "" }

  private var position: [Span] {
    guard let index = siblings.firstIndex(of: id) else { return [] }
    let place = beginsList ? (index + 1).grouped : "…"
    return [Span("\(place) of \((total ?? Tally(siblings.count)).text)", .muted)]
  }

  private func lines(width: Int, in context: ScreenContext) -> [[Span]] {
    var notes = TextLines(width: width)
    if let failure {
      notes.text(failure, role: .danger)
      notes.blank()
    }
    guard let detail = detail(in: context) else {
      if failure == nil { notes.text("Reading trigger \(id)…", role: .muted) }
      return notes.lines
    }
    return notes.lines + DetailPage(detail, in: context, isWhole: isWhole, width: width).lines
  }
}
