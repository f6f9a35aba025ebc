import TerminalUI

/// The last line: what is being typed, else what there is to tell, else the keys.
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
    // Above the line, over whatever stands there: a sentence needs its room.
    let above = Rect(x: rect.x, y: rect.y - 1, width: rect.width, height: 1)
    guard let remark = entry.remark, above.y > 0 else { return }
    frame.fill(above)
    frame.write([Span(" "), remark], at: above.origin, width: above.width)
  }

  private func draw(_ notice: Notice, into frame: inout Frame, in rect: Rect) {
    let role: Role =
      switch notice.kind {
      case .done: .text
      case .refusal: .warned
      case .trouble: .danger
      }
    let place = rect.splitLeft(1).rest
    frame.write(notice.text, at: place.origin, width: place.width, style: Style(role))
  }
}
