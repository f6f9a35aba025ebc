/// A rule that names the screens, each with the key that opens it.
public struct Tabs: Sendable {
  public struct Item: Sendable {
    public var key: Key
    public var title: String

    public init(_ key: Key, _ title: String) {
      self.key = key
      self.title = title
    }
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
        Span(index == 0 ? "" : "  "), Span("\(items[index].key) ", .key),
        Span(items[index].title, Style(role, underline: index == selected)),
      ]
    }
    Rule(leading: spans, trailing: trailing).draw(into: &frame, in: rect)
  }

  /// The tab at a point, such as one that was clicked.
  public func index(at point: Point, in rect: Rect) -> Int? {
    guard rect.row(0).contains(point) else { return nil }
    var x = rect.x + 2
    for (index, item) in items.enumerated() {
      let width = "\(item.key) \(item.title)".displayWidth
      if point.x >= x, point.x < x + width { return index }
      x += width + 2
    }
    return nil
  }
}
