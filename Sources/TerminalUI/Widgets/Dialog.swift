/// A box in the middle of the screen: a title, a body that scrolls, perhaps a field, and buttons.
public struct Dialog: Sendable {
  public struct Button: Sendable {
    /// The key that presses it without moving to it.
    public var key: Key
    public var title: String
    public var role: Role

    public init(_ key: Key, _ title: String, role: Role = .text) {
      self.key = key
      self.title = title
      self.role = role
    }
  }

  /// A line of text to fill in, above the buttons.
  public struct Prompt: Sendable {
    public var label: String
    public var field: TextField

    public init(_ label: String, _ field: TextField) {
      self.label = label
      self.field = field
    }
  }

  public var title: String
  public var body: [[Span]]
  public var prompt: Prompt?
  public var buttons: [Button]
  /// The button that Enter presses.
  public var focused: Int
  /// Of the body.
  public var viewport: Viewport
  /// Border and title.
  public var role: Role
  public var glyphs: Glyphs

  public init(
    title: String, body: [[Span]], prompt: Prompt? = nil, buttons: [Button], focused: Int = 0,
    viewport: Viewport = Viewport(), role: Role = .border, glyphs: Glyphs = .unicode
  ) {
    self.title = title
    self.body = body
    self.prompt = prompt
    self.buttons = buttons
    self.focused = focused
    self.viewport = viewport
    self.role = role
    self.glyphs = glyphs
  }

  /// Columns within the border at which bodies are best wrapped, in a screen of that width.
  public static func bodyWidth(in rect: Rect) -> Int { max(1, min(rect.width - 4, 72)) }

  /// How many lines of the body are visible, for scrolling.
  public func visibleBodyRows(in rect: Rect) -> Int { parts(in: rect).body.height }
}

// MARK: - Drawing

extension Dialog {
  /// Draws over the middle of `rect`, and takes the cursor from whatever had it.
  public func draw(into frame: inout Frame, in rect: Rect) {
    frame.cursor = nil
    let parts = parts(in: rect)
    frame.fill(parts.box)
    frame.box(parts.box, style: Style(role))
    let top = parts.box.row(0).inset(horizontally: 1)
    frame.write(" \(title) ", at: top.origin, width: top.width, style: Style(readable(role, as: .title), bold: true))
    for (index, line) in body.dropFirst(viewport.first).prefix(parts.body.height).enumerated() {
      frame.write(line, at: parts.body.row(index).origin, width: parts.body.width)
    }
    drawScrollHint(into: &frame, parts)
    if let prompt, !parts.prompt.isEmpty {
      let used = frame.write(prompt.label + " ", at: parts.prompt.origin, width: parts.prompt.width)
      prompt.field.draw(into: &frame, in: parts.prompt.splitLeft(used).rest, style: Style(.text, underline: true))
    }
    drawButtons(into: &frame, in: parts.buttons)
  }

  /// The button at a point, such as one that was clicked.
  public func button(at point: Point, in rect: Rect) -> Int? {
    placedButtons(in: parts(in: rect).buttons).firstIndex { $0.contains(point) }
  }

  private struct Parts {
    var box: Rect
    var body: Rect
    var prompt: Rect
    var buttons: Rect
  }

  private func parts(in rect: Rect) -> Parts {
    let promptRows = prompt == nil ? 0 : 2
    let contentWidth = max(
      body.map(\.displayWidth).max() ?? 0, title.displayWidth + 2, buttonsWidth, prompt == nil ? 0 : 40)
    let width = min(contentWidth + 4, Self.bodyWidth(in: rect) + 4, rect.width)
    let box = rect.centred(Size(columns: width, rows: body.count + promptRows + 5))
    let inner = box.inset(horizontally: 2, vertically: 1)
    let (upper, buttons) = inner.splitBottom(1)
    let (middle, prompt) = upper.splitBottom(promptRows)
    // Blank lines around the body where there is room for them.
    let spare = middle.height - body.count
    let padded = spare > 0 ? middle.splitTop(1).rest : middle
    return Parts(
      box: box, body: padded.splitTop(body.count).top, prompt: prompt.row(0), buttons: buttons)
  }

  private func drawScrollHint(into frame: inout Frame, _ parts: Parts) {
    let hidden = body.count - viewport.first - parts.body.height
    let hint = [viewport.first > 0 ? "↑\(viewport.first)" : "", hidden > 0 ? "↓\(hidden)" : ""]
      .filter { !$0.isEmpty }.joined(separator: " ")
    guard !hint.isEmpty, parts.box.height > 1 else { return }
    let edge = parts.box.row(parts.box.height - 1).inset(horizontally: 2)
    frame.write(" \(hint) ", at: edge.origin, width: edge.width, style: Style(.muted))
  }
}

// MARK: - Buttons

extension Dialog {
  private static let buttonGap = 2

  /// What a box's lines are drawn with is too faint for words.
  private func readable(_ role: Role, as other: Role) -> Role { role == .border ? other : role }

  private func label(of button: Button) -> String { "[ \(button.key.name(in: glyphs)) \(button.title) ]" }

  /// Two columns more each, for the arrows at the one that has the focus.
  private var buttonsWidth: Int {
    buttons.reduce(0) { $0 + label(of: $1).displayWidth + 2 + Self.buttonGap } - (buttons.isEmpty ? 0 : Self.buttonGap)
  }

  /// Where each button stands, from the right edge leftwards.
  private func placedButtons(in line: Rect) -> [Rect] {
    var x = max(line.x, line.maxX - buttonsWidth)
    return buttons.map { button in
      let width = min(label(of: button).displayWidth + 2, max(0, line.maxX - x))
      defer { x += width + Self.buttonGap }
      return Rect(x: x, y: line.y, width: width, height: line.height)
    }
  }

  private func drawButtons(into frame: inout Frame, in line: Rect) {
    guard !line.isEmpty else { return }
    for (index, place) in placedButtons(in: line).enumerated() {
      let button = buttons[index]
      let isFocused = index == focused
      let text = isFocused ? "▸\(label(of: button))◂" : " \(label(of: button)) "
      let style = Style(readable(button.role, as: .text), on: isFocused ? .cursor : nil, bold: isFocused)
      frame.write(text, at: place.origin, width: place.width, style: style, truncation: .none)
    }
  }
}
