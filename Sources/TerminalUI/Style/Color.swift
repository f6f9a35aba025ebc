/// A colour as an index into the terminal's palette of 256, with its stand-in where there are only eight.
public struct Color: Hashable, Sendable {
  /// 0–255; 16–231 are the cube, 232–255 the greys.
  public let index: UInt8
  /// 0 black, 1 red, 2 green, 3 yellow, 4 blue, 5 magenta, 6 cyan, 7 white.
  public let basic: UInt8

  public init(_ index: UInt8, basic: UInt8) {
    self.index = index
    self.basic = basic & 7
  }
}

extension Color {
  /// Red, green and blue as xterm has them, eight bits each. Where colours are given so, the lowest numbers still mean a
  /// palette: black and the darkest blues get a trace of green.
  public var rgb: UInt32 {
    let value =
      switch index {
      case 0..<16: Self.basics[Int(index)]
      case 16..<232: Self.cube(Int(index) - 16)
      default: (UInt32(index) - 232) * 0x0A0A0A + 0x080808
      }
    return value < 0x100 ? value | 0x100 : value
  }

  private static let basics: [UInt32] = [
    0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
    0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
  ]

  private static func cube(_ index: Int) -> UInt32 {
    let levels: [UInt32] = [0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF]
    return levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6]
  }
}
