import TerminalUI

/// The last line: what is being typed, else what there is to tell, else the keys.
struct Foot {
  let model: DashboardModel

  func draw(into frame: inout Frame, in rect: Rect) {
    if model.modal == nil, let entry = model.entryLine { return draw(entry, into: &frame, in: rect) }
    if let notice = model.notice { return draw(notice, into: &frame, in: rect) }
    KeyBar(model.keyHelp).draw(into: &frame, in: rect)
  }

  private func draw(_ entry: EntryLine, into frame: inout Frame, in rect: Rect) {
    let used = frame.write(entry.prefix, at: rect.origin, width: rect.width, style: Style(.key))
    var place = rect.splitLeft(used).rest
    if let remark = entry.remark {
      let wanted = remark.text.displayWidth + 2
      let room = max(0, place.width - max(20, entry.field.text.displayWidth + 2))
      let (rest, right) = place.splitRight(min(wanted, room))
      frame.write(remark.text, at: right.origin, width: max(0, right.width - 1), style: remark.style)
      place = rest
    }
    entry.field.draw(into: &frame, in: place)
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
