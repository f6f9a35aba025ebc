import TerminalUI

/// The last line: what is being typed, else what there is to tell, else the keys. Sentences that do not fit into it
/// reach upwards.
struct Foot {
  let model: DashboardModel

  func draw(into frame: inout Frame, in rect: Rect) {
    if model.modal == nil, let entry = model.entryLine { return draw(entry, into: &frame, in: rect) }
    if let notice = model.notice { return draw(notice, into: &frame, in: rect) }
    KeyBar(model.keyHelp, glyphs: model.glyphs).draw(into: &frame, in: rect)
  }

  private func draw(_ entry: EntryLine, into frame: inout Frame, in rect: Rect) {
    let used = frame.write(entry.prefix, at: rect.origin, width: rect.width, style: Style(.key))
    entry.field.draw(into: &frame, in: rect.splitLeft(used).rest)
    if let remark = entry.remark { write(remark, into: &frame, above: rect.y, width: rect.width) }
  }

  private func draw(_ notice: Notice, into frame: inout Frame, in rect: Rect) {
    let role: Role =
      switch notice.kind {
      case .done: .text
      case .refusal: .warned
      case .trouble: .danger
      }
    write(Span(notice.text, role), into: &frame, above: rect.maxY, width: rect.width)
  }

  /// The key whose label is drawn at a point, such as one that was clicked.
  func key(at point: Point, in rect: Rect) -> Key? {
    guard model.notice == nil, model.modal != nil || model.entryLine == nil else { return nil }
    return KeyBar(model.keyHelp, glyphs: model.glyphs).command(at: point, in: rect)
  }

  /// Whether a notice is drawn at a point.
  func hasNotice(at point: Point, in rect: Rect) -> Bool {
    guard let notice = model.notice, model.modal != nil || model.entryLine == nil, point.y < rect.maxY else {
      return false
    }
    return point.y >= rect.maxY - Self.lines(of: notice.text, above: rect.maxY, width: rect.width).count
  }

  /// In as many lines as it takes, over whatever stands there: what is cut off a sentence is its remedy.
  private func write(_ sentence: Span, into frame: inout Frame, above bottom: Int, width: Int) {
    let lines = Self.lines(of: sentence.text, above: bottom, width: width)
    for (index, line) in lines.enumerated() {
      let row = Rect(x: 0, y: bottom - lines.count + index, width: width, height: 1)
      frame.fill(row)
      frame.write([Span(" "), Span(line, sentence.style)], at: row.origin, width: width)
    }
  }

  /// The first line of the frame names the queue.
  private static func lines(of text: String, above bottom: Int, width: Int) -> ArraySlice<String> {
    text.wrapped(to: width - 2).prefix(max(0, bottom - 1))
  }
}
