import TerminalUI

extension DashboardModel {
  /// The whole picture.
  func draw(size: Size) -> Frame {
    var model = self
    // The terminal may be asked for its size before it tells of a new one.
    model.size = size
    var frame = Frame(size: size)
    let layout = ChromeLayout(size: size)
    let context = model.context
    StatusLine(model: model).draw(into: &frame, in: layout.status)
    Tiles(model: model).draw(into: &frame, in: layout.tiles)
    Headline(model: model).draw(into: &frame, in: layout.rule)
    model.topScreen.draw(into: &frame, in: layout.area, context: context)
    modal?.draw(into: &frame, in: layout.dialogs, context: model.modalContext)
    Foot(model: model).draw(into: &frame, in: layout.foot)
    return frame
  }
}
