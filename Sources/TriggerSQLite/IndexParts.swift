import GRDB
import TriggerCore

/// What one index finds, in parts of bounded size, so that a long count can be given up in between.
struct IndexParts {
  enum Index {
    /// Rows of one condition in an index that has its rows by id.
    case byID(SQL)
    /// Rows processed at this time or later, the newest first.
    case processedSince(String)
  }

  /// Of the parts after the first: small ones would cost more to find than to count.
  private static let least = 50_000

  private let index: Index
  private var size: Int
  /// Conditions that leave out what was handed out.
  private var rest: SQL = "TRUE"
  private(set) var isOver = false

  /// - Parameter size: of the first part.
  init(_ index: Index, size: Int) {
    self.index = index
    self.size = max(1, size)
  }

  /// The next part, as a condition on `t`; nil where none is left.
  mutating func next(_ db: Database) throws -> SQL? {
    if isOver { return nil }
    let all: SQL =
      switch index {
      case .byID(let condition): "\(condition) AND \(rest)"
      case .processedSince(let oldest): "t.date_processed >= \(oldest) AND \(rest)"
      }
    let order: SQL =
      switch index {
      case .byID: "t.id"
      case .processedSince: "t.date_processed DESC, t.id DESC"
      }
    let place: SQL =
      "SELECT t.id, CAST(t.date_processed AS TEXT) FROM djtriggers_trigger t WHERE \(all) ORDER BY \(order) LIMIT 1 OFFSET \(size)"
    guard let first = try SQLRequest<Row>(literal: place).fetchOne(db) else {
      isOver = true
      return all
    }
    size = max(size, Self.least)
    let id: TriggerID = first[0]
    switch index {
    case .byID:
      rest = "t.id >= \(id)"
      return "\(all) AND t.id < \(id)"
    case .processedSince:
      let processed: String = first[1]
      rest = "(t.date_processed, t.id) <= (\(processed), \(id))"
      return "\(all) AND (t.date_processed, t.id) > (\(processed), \(id))"
    }
  }
}
