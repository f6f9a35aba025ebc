/// A rule that names the screens, each with the key that opens it.
public struct Tabs: Sendable {
  public struct Item: Sendable {
    public var key: Key
    /// Empty where there is room for the key only.
    public var title: String

    public init(_ key: Key, _ title: String) {
      self.key = key
      self.title = title
    }

    fileprivate var gap: String { title.isEmpty ? "" : " " }
    fileprivate var width: Int { "\(key)\(gap)\(title)".displayWidth }
  }

  public var items: [Item]
  /// The index of the open one.
  public var selected: Int
  public var trailing: [Span]

  public init(_ items: [Item], selected: Int, trailing: [Span] = []) {
    self.items = items
    self.selected = selected
    self.trailing = trailing
  }

  public func draw(into frame: inout Frame, in rect: Rect) {
    let spans = items.indices.flatMap { index in
      let role: Role = index == selected ? .title : .muted
      return [
        Span(index == 0 ? "" : "  "), Span("\(items[index].key)", .key),
        Span(items[index].gap), Span(items[index].title, Style(role, underline: index == selected)),
      ]
    }
    Rule(leading: spans, trailing: trailing).draw(into: &frame, in: rect)
  }

  /// Columns that are left to what trails, in a rule that wide.
  public func room(in width: Int) -> Int {
    let names = items.isEmpty ? 0 : items.reduce(0) { $0 + $1.width + 2 }
    return width - 5 - names
  }

  /// The tab at a point, such as one that was clicked.
  public func index(at point: Point, in rect: Rect) -> Int? {
    guard rect.row(0).contains(point) else { return nil }
    var x = rect.x + 2
    for (index, item) in items.enumerated() {
      if point.x >= x, point.x < x + item.width { return index }
      x += item.width + 2
    }
    return nil
  }
}
