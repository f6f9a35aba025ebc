import CNcurses
import TerminalUI

/// Hands rows of cells to ncurses, in the colours and characters that the terminal has.
struct CellPainter {
  private struct Look {
    var foreground: Int32
    var background: Int32
    var attributes: UInt16
  }

  private let theme: Theme
  private let depth: ColorDepth
  private let glyphs: Glyphs
  /// Looks found so far; there are as many as the views have styles, a few dozen.
  private var looks: [Style: Look] = [:]
  private var buffer: [terminal_cell] = []

  init(theme: Theme, depth: ColorDepth, glyphs: Glyphs) {
    self.theme = theme
    self.depth = depth
    self.glyphs = glyphs
  }

  mutating func paint(_ row: ArraySlice<Cell>, y: Int) {
    buffer.removeAll(keepingCapacity: true)
    for (column, cell) in row.enumerated() where cell.width > 0 {
      append(glyphs.shown(cell.text), cell.style, column: column)
      // A wide character whose stand-in is narrow leaves its right half.
      if cell.width == 2, glyphs == .ascii { append(" ", cell.style, column: column + 1) }
    }
    terminal_put(Int32(y), buffer, buffer.count)
  }

  private mutating func append(_ text: String, _ style: Style, column: Int) {
    let look = look(of: style)
    var cell = terminal_cell()
    cell.column = Int32(column)
    cell.foreground = look.foreground
    cell.background = look.background
    cell.attributes = look.attributes
    withUnsafeMutableBytes(of: &cell.scalars) { bytes in
      let scalars = bytes.assumingMemoryBound(to: UInt32.self)
      for (index, scalar) in text.unicodeScalars.prefix(scalars.count).enumerated() { scalars[index] = scalar.value }
    }
    buffer.append(cell)
  }

  private mutating func look(of style: Style) -> Look {
    if let known = looks[style] { return known }
    let appearance = theme.appearance(of: style, depth: depth)
    let look = Look(
      foreground: index(of: appearance.foreground), background: index(of: appearance.background),
      attributes: attributes(of: appearance))
    looks[style] = look
    return look
  }

  private func index(of color: Color?) -> Int32 {
    guard let color else { return -1 }
    return switch depth {
    case .none: -1
    case .basic: Int32(color.basic)
    case .indexed: Int32(color.index)
    case .direct: Int32(color.rgb)
    }
  }

  private func attributes(of appearance: Appearance) -> UInt16 {
    var bits = 0
    if appearance.bold { bits |= TERMINAL_BOLD }
    if appearance.dim { bits |= TERMINAL_DIM }
    if appearance.underline { bits |= TERMINAL_UNDERLINE }
    if appearance.reverse { bits |= TERMINAL_REVERSE }
    return UInt16(bits)
  }
}
