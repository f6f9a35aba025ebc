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
