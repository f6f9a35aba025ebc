import TerminalUI
import TriggerCore

extension TriggersScreen {
  mutating func look(_ command: Command, in context: ScreenContext) -> [ScreenRequest] {
    switch command {
    case .nextView: show(view.neighbour(1), in: context)
    case .previousView: show(view.neighbour(-1), in: context)
    case .viewAll: show(.all, in: context)
    case .previousSort: sort(by: sort.key.neighbour(-1), in: context)
    case .nextSort: sort(by: sort.key.neighbour(1), in: context)
    case .reverseSort: sort(by: sort.key, in: context)
    case .freeze: freeze()
    case .follow: follow(in: context)
    default: beginFilter()
    }
  }

  mutating func show(_ view: DashboardView, in context: ScreenContext) -> [ScreenRequest] {
    self.view = view
    sort = view.sort
    stopGathering()
    return reload(in: context) + [.carryOut(.stopGathering)]
  }

  mutating func order(_ sort: TriggerSort, in context: ScreenContext) -> [ScreenRequest] {
    self.sort = sort
    return reload(in: context)
  }

  /// - Throws: `InvalidInput`.
  mutating func narrow(to text: String, in context: ScreenContext) throws(InvalidInput) -> [ScreenRequest] {
    filter = try ListFilter(text)
    stopGathering()
    return reload(in: context) + [.carryOut(.stopGathering)]
  }

  private mutating func stopGathering() { gathering.end() }

  /// The other way round if it is sorted by that already.
  mutating func sort(by key: TriggerSort.Key, in context: ScreenContext) -> [ScreenRequest] {
    order(TriggerSort(key, ascending: sort.ascending != (key == sort.key)), in: context)
  }

  private mutating func freeze() -> [ScreenRequest] {
    isFrozen.toggle()
    return []
  }

  private mutating func follow(in context: ScreenContext) -> [ScreenRequest] {
    isFollowing.toggle()
    guard isFollowing else { return [] }
    isFrozen = false
    if list.before != nil { return reload(landing: .first, in: context) }
    list.selectFirst(height: height(in: context))
    return detailOfCursor()
  }
}

// MARK: - The filter line

extension TriggersScreen {
  private mutating func beginFilter() -> [ScreenRequest] {
    filterField = TextField(filter.text)
    return []
  }

  /// While the filter is typed it gets every key.
  mutating func type(_ input: Input, in context: ScreenContext) -> [ScreenRequest]? {
    guard var field = filterField else { return nil }
    switch input {
    case .key(.enter):
      // What can't be understood stays to be mended; the line says what is wrong.
      guard let narrowed = try? narrow(to: field.text, in: context) else { return [] }
      filterField = nil
      return narrowed
    case .key(.escape): filterField = nil
    case .key(.control("c")): return nil
    case .key(let key):
      _ = field.handle(key)
      filterField = field
    case .paste(let text):
      field.insert(text)
      filterField = field
    default: return nil
    }
    return []
  }

  var entryLine: EntryLine? {
    filterField.map { field in EntryLine(prefix: "/", field: field, remark: remark(on: field.text)) }
  }

  private func remark(on text: String) -> Span? {
    do {
      let filter = try ListFilter(text)
      if filter.excludes(view) {
        return Span("Nothing in \(view.rawValue) is \(filter.states): 0 looks in all.", .warned)
      }
      return text.isEmpty ? Span("words, or state: type: source: id: tries: within:", .muted) : nil
    } catch {
      return Span(error.description, .warned)
    }
  }
}

extension TriggerSort.Key {
  fileprivate func neighbour(_ offset: Int) -> TriggerSort.Key {
    let all = Self.allCases
    let index = (all.firstIndex(of: self) ?? 0) + offset
    return all[(index % all.count + all.count) % all.count]
  }
}
