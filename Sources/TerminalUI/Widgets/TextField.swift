/// One line of text being edited. A value: keep it in the model.
public struct TextField: Hashable, Sendable {
  private var graphemes: [Grapheme]
  /// The grapheme before which the next is inserted.
  private var position: Int

  /// - Parameter text: Sanitised; the cursor stands at its end.
  public init(_ text: String = "") {
    graphemes = Array(Graphemes(text))
    position = graphemes.count
  }

  public var text: String { graphemes.map(\.text).joined() }
  public var isEmpty: Bool { graphemes.isEmpty }
}

// MARK: - Editing

extension TextField {
  /// Inserts typed or pasted text, sanitised; of several lines, the first that is not empty.
  public mutating func insert(_ text: String) {
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    // Cut anew as a whole: a mark typed alone belongs to what stands before it.
    let head = graphemes[..<position].map(\.text).joined() + line
    let tail = graphemes[position...]
    graphemes = Array(Graphemes(head))
    position = graphemes.count
    graphemes += tail
  }

  /// Carries out an editing key.
  ///
  /// - Returns: Whether it was one; Enter, Escape, Tab, up and down are not.
  public mutating func handle(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert(String(character))
    case .left: position = max(0, position - 1)
    case .right: position = min(graphemes.count, position + 1)
    case .home, .control("a"): position = 0
    case .end, .control("e"): position = graphemes.count
    case .backspace: removeBackwards(to: position - 1)
    case .delete, .control("d"): if position < graphemes.count { graphemes.remove(at: position) }
    case .control("u"): removeBackwards(to: 0)
    case .control("w"): removeBackwards(to: wordStart)
    case .control("k"): graphemes.removeSubrange(position...)
    default: return false
    }
    return true
  }

  private mutating func removeBackwards(to start: Int) {
    let start = max(0, start)
    graphemes.removeSubrange(start..<position)
    position = start
  }

  /// Where the word before the cursor begins.
  private var wordStart: Int {
    var index = position
    while index > 0, graphemes[index - 1].text == " " { index -= 1 }
    while index > 0, graphemes[index - 1].text != " " { index -= 1 }
    return index
  }
}

// MARK: - Drawing

extension TextField {
  /// Draws along the first row of `rect`, scrolled so that the cursor is seen, and places the frame's cursor.
  public func draw(into frame: inout Frame, in rect: Rect, style: Style = .text) {
    let line = rect.row(0)
    guard !line.isEmpty else { return }
    frame.fill(line, style: style)
    var first = position
    var used = 1
    while first > 0, used + graphemes[first - 1].width <= line.width {
      first -= 1
      used += graphemes[first].width
    }
    let visible = graphemes[first...].map(\.text).joined()
    frame.write(visible, at: line.origin, width: line.width, style: style, truncation: .none)
    let offset = graphemes[first..<position].reduce(0) { $0 + $1.width }
    frame.cursor = Point(x: line.x + offset, y: line.y)
  }
}
