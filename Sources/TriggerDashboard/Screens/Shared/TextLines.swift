import TerminalUI

/// The lines of a page that scrolls, wrapped to its width as they are added.
struct TextLines {
  /// Where values begin, beside their labels.
  static let labelWidth = 11

  let width: Int
  private(set) var lines: [[Span]] = []

  init(width: Int) { self.width = max(1, width) }

  mutating func blank() { lines.append([]) }

  /// One line as it is; what is too wide is cut when it is drawn.
  mutating func line(_ spans: [Span]) { lines.append(spans) }

  /// A blank line, then a title and, muted, what there is to say about the whole of what follows.
  mutating func heading(_ title: String, _ note: String = "") {
    if !lines.isEmpty { blank() }
    let room = width - title.displayWidth - 2
    let notes = note.isEmpty ? [] : room >= 12 ? note.wrapped(to: room) : note.wrapped(to: width)
    if room >= 12, let first = notes.first {
      line([Span(title, .title), Span("  "), Span(first, .muted)])
      for more in notes.dropFirst() { line([Span("  "), Span(more, .muted)]) }
    } else {
      line([Span(title, .title)])
      for note in notes { line([Span(note, .muted)]) }
    }
  }

  /// A label and its value, which goes on below itself.
  mutating func field(_ label: String, _ value: String, _ role: Role = .text, labelWidth: Int = labelWidth) {
    let indent = min(labelWidth, width / 2)
    let values = value.wrapped(to: width - indent)
    for (index, value) in (values.isEmpty ? [""] : values).enumerated() {
      let label = index == 0 ? label.truncated(to: indent - 1) : ""
      let padding = String(repeating: " ", count: indent - label.displayWidth)
      line([Span(label, .muted), Span(padding), Span(value, role)])
    }
  }

  /// Text of any number of lines.
  ///
  /// - Parameter limit: of lines; that there are more, and how many unless it is very long, is said in one further line.
  mutating func text(_ text: String, indent: Int = 0, role: Role = .text, limit: Int = .max) {
    let indent = min(indent, width - 1)
    let margin = Span(String(repeating: " ", count: indent))
    let head = text.head(filling: limit, width: width - indent)
    let wrapped = (head ?? text).wrapped(to: width - indent)
    // To say that one line is left out takes a line itself.
    let shown = head == nil && wrapped.count - 1 <= limit ? wrapped.count : min(limit, wrapped.count)
    for line in wrapped.prefix(shown) { lines.append([margin, Span(line, role)]) }
    if head != nil {
      lines.append([margin, Span("… more", .muted)])
    } else if shown < wrapped.count {
      lines.append([margin, Span("… \(wrapped.count - shown) more lines", .muted)])
    }
  }

  /// Rows in columns that fit the width, under their titles.
  mutating func table(_ columns: [Column], _ rows: [[Span]]) {
    let slots = TableLayout.fit(columns, width: width).slots
    func cell(_ span: Span, _ slot: TableLayout.Slot) -> [Span] {
      let text = span.text.truncated(to: slot.width)
      let padding = Span(String(repeating: " ", count: slot.width - text.displayWidth))
      let cut = Span(text, span.style)
      return (columns[slot.column].alignment == .right ? [padding, cut] : [cut, padding]) + [Span(" ")]
    }
    line(slots.flatMap { cell(Span(columns[$0.column].title, .muted), $0) })
    for row in rows { line(slots.flatMap { cell(row[$0.column], $0) }) }
  }

  /// What a person would copy: the text without its styles.
  var plainText: String {
    lines.map { line in line.map(\.text).joined() }.joined(separator: "\n") + "\n"
  }
}

extension String {
  /// As much of it as fills some lines and more; nil where it is not much longer. What is drawn with each frame must not
  /// be wrapped whole.
  fileprivate func head(filling lines: Int, width: Int) -> String? {
    guard lines < 1_000 else { return nil }
    let most = 4 * (lines + 2) * width
    guard utf8.count > most else { return nil }
    let head = String(unicodeScalars.prefix(most))
    return head.utf8.count < utf8.count ? head : nil
  }
}
