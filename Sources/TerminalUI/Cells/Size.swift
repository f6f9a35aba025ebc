/// The extent of a terminal or a part of it. Never negative.
public struct Size: Hashable, Sendable {
  public let columns: Int
  public let rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }
}

extension Size: CustomStringConvertible {
  public var description: String { "\(columns)x\(rows)" }
}
