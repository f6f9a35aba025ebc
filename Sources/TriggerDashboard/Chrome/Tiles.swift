import TerminalUI
import TriggerCore

/// The queue in numbers: a tile a state, then how fast it is worked off.
struct Tiles {
  let model: DashboardModel

  private static let gap = 2
  private static let paceWidth = 16

  func draw(into frame: inout Frame, in rect: Rect) {
    guard rect.height >= 2 else { return drawShort(into: &frame, in: rect) }
    for (tile, place) in placed(in: rect) {
      let isShown = model.screen == .triggers && tile.view == model.triggers.view
      frame.write(
        tile.label, at: place.origin, width: place.width, style: Style(isShown ? .title : .muted, underline: isShown))
      let value = tile.value(model.data.counts, model.trends, isStale: isStale, width: place.width - 1)
      frame.write(value, at: place.row(1).origin, width: place.width)
      if rect.height >= 3 {
        let line = place.row(2).splitRight(Self.gap).rest
        let history = model.trends.history(of: tile.state, parts: line.width)
        let style = Style(history.isSteady ? .muted : Role(tile.state))
        Sparkline(history.values, ceiling: history.ceiling, style: style).draw(into: &frame, in: line)
      }
    }
    drawPace(into: &frame, in: pace(in: rect))
  }

  /// The view of the tile at a point, such as one that was clicked.
  func view(at point: Point, in rect: Rect) -> DashboardView? {
    guard rect.height >= 2 else { return nil }
    return placed(in: rect).first { $0.1.contains(point) }?.0.view
  }

  private var isStale: Bool {
    switch model.refresh.connection(at: model.uptime) {
    case .live, .connecting: false
    case .slow, .lost: true
    }
  }
}

// MARK: - Where the tiles stand

extension Tiles {
  private func placed(in rect: Rect) -> [(Tile, Rect)] {
    let tiles = Tile.all(model.windows)
    let least = tiles.reduce(1 + Self.paceWidth) { $0 + $1.width + Self.gap }
    // What a wide terminal has to spare goes to all alike.
    let spare = max(0, rect.width - least) / (tiles.count + 1)
    var x = 1
    return tiles.map { tile in
      let width = tile.width + Self.gap + min(spare, 10)
      defer { x += width }
      return (tile, rect.columns(x..<min(max(x, rect.width), x + width)))
    }
  }

  private func pace(in rect: Rect) -> Rect {
    let end = placed(in: rect).last.map { $0.1.maxX - rect.x } ?? 0
    return rect.splitLeft(end).rest
  }

  private func drawPace(into frame: inout Frame, in rect: Rect) {
    guard let counts = model.data.counts else { return }
    let pace = Pace(counts: counts, trends: model.trends, served: model.context.servedTypes)
    frame.write(pace.oldest(at: model.now), at: rect.origin, width: rect.width, style: Style(.muted))
    let gap = pace.throughput.displayWidth + pace.outlook.text.displayWidth + 2 > rect.width ? " " : "  "
    frame.write(
      [Span(pace.throughput), Span(gap), pace.outlook], at: rect.row(1).origin, width: rect.width)
  }

  /// One line: a letter and a number a state.
  private func drawShort(into frame: inout Frame, in rect: Rect) {
    let names = ["P", "S", "F", "W", "X", "✓"]
    let spans = zip(names, Tile.all(model.windows)).flatMap { name, tile in
      let tally = model.data.counts?.states[tile.state]
      let isUnsure = isStale || tally?.isUnknown == true
      return [Span(" \(name)", .muted), Span(tally?.short ?? "…", isUnsure ? .stale : Role(tile.state))]
    }
    frame.write(spans, at: rect.origin, width: rect.width)
  }
}
